"""One peer at one piece of work; runs in the peers' own Python. Prints events a second.

peer.py eventsourcing|umadb one|many|read PLACE SECONDS PAYLOAD
"""

import sys
import time
import uuid

BATCH = 1000


class EventSourcing:
    def __init__(self, place):
        from eventsourcing.persistence import StoredEvent
        from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
        self.event = StoredEvent
        self.recorder = PostgresApplicationRecorder(
            PostgresDatastore(dbname="postgres", host=place, port=5432, user="postgres", password=""))
        self.recorder.create_table()

    def append(self, payload, count):
        self.recorder.insert_events([self.event(originator_id=uuid.uuid4(), originator_version=1,
                                                topic="measurement.recorded/1", state=payload)
                                     for _ in range(count)])

    def read(self, start):
        found = self.recorder.select_notifications(start=start, limit=BATCH)
        return len(found), found[-1].id + 1 if found else start


class UmaDB:
    def __init__(self, place):
        import umadb
        self.umadb = umadb
        self.client = umadb.Client(f"http://{place}")

    def append(self, payload, count):
        self.client.append([self.umadb.Event(event_type="measurement.recorded/1", data=payload,
                                             tags=[str(uuid.uuid4())]) for _ in range(count)])

    def read(self, start):
        last = start - 1
        count = 0
        for found in self.client.read(start=start, limit=100 * BATCH):
            last = found.position
            count += 1
        return count, last + 1


def main():
    name, work, place, seconds, payload = sys.argv[1:]
    peer = EventSourcing(place) if name == "eventsourcing" else UmaDB(place)
    payload = payload.encode()
    count = 0
    position = 1
    begin = time.monotonic()
    end = begin + float(seconds)
    while time.monotonic() < end:
        if work == "read":
            found, position = peer.read(position)
            if not found:
                break
        else:
            found = 1 if work == "one" else BATCH
            peer.append(payload, found)
        count += found
    print(count / (time.monotonic() - begin))


main()
