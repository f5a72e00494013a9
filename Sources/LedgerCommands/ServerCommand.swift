internal import CommandLineParsing
internal import Interchange
internal import OperatingSystem

/// `tally server`: the private PostgreSQL cluster.
enum ServerCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "server", "Starts, stops and shows your private PostgreSQL cluster.",
      discussion: """
        The cluster is made by the first tally init, listens on a Unix socket only, survives reboots, and is started \
        by any command that needs it. Its files are in $XDG_DATA_HOME/tally or ~/.local/share/tally, for root in \
        /var/lib/tally.
        """,
      examples: [
        Example("tally server status", "Show whether it runs, and where."),
        Example("tally server stop", "Stop it; nothing that was acknowledged is lost."),
      ],
      subcommands: [
        Command("start", "Starts the cluster; makes it if there is none.") {
          Flag("--json", "One JSON object.")
        } run: { json in
          let cluster = PrivateCluster(environment: host.environment, user: host.user)
          try cluster.ensureRunning { host.note($0) }
          try show(cluster, json: json, host)
        },
        Command("stop", "Stops the cluster.") {
          Flag("--json", "One JSON object.")
        } run: { json in
          let cluster = PrivateCluster(environment: host.environment, user: host.user)
          try cluster.stop()
          try show(cluster, json: json, host)
        },
        Command("status", "Shows whether the cluster runs, and where it is.") {
          Flag("--json", "One JSON object.")
        } run: { json in
          try show(PrivateCluster(environment: host.environment, user: host.user), json: json, host)
        },
      ])
  }

  private static func show(_ cluster: PrivateCluster, json: Bool, _ host: Host) throws {
    let condition = try cluster.condition
    let connection = cluster.connectionString(user: cluster.login, database: DatabaseOptions.privateDatabase)
    if json {
      let line = JSONLine([
        "condition": .text("\(condition)"), "data_directory": .text(cluster.dataDirectory),
        "socket_directory": .text(cluster.socketDirectory), "connection": .text(connection),
      ])
      return try host.say(line)
    }
    switch condition {
    case .absent:
      try host.say("There is no private cluster yet. tally init makes it in \(cluster.dataDirectory).")
    case .stopped:
      try host.say("Stopped. Its data is in \(cluster.dataDirectory).")
    case .running:
      try host.say("Running. Its data is in \(cluster.dataDirectory).")
      try host.say("Connect with: psql \"\(connection)\"")
    }
  }
}
