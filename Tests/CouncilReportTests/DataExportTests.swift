import CouncilReport
import Ledger
import Testing

@Suite("A file of data")
struct DataExportTests {
  private func figures(_ format: DataExport.Format, _ report: WholeReport, embargoed: Int = 0) -> String {
    let rows = report.figures.reversed().flatMap(\.figures)
    return String(
      decoding: DataExport.figures(rows, as: format, origin: report.origin, asOf: report.asOf, embargoed: embargoed),
      as: UTF8.self)
  }

  private func statuses(_ format: DataExport.Format, _ report: WholeReport) -> String {
    String(
      decoding: DataExport.statuses(report.targets, as: format, origin: report.origin, asOf: report.asOf), as: UTF8.self
    )
  }

  @Test("of figures as CSV")
  func figuresAsCSV() throws {
    #expect(
      figures(.csv, try sampleReport()) == """
        figure,indicator,area,period,breakdown,value,mult,qualifier,missing_reason,unit,obs_status,document,locator,\
        published_at,embargo,position,recorded_at,ledger,as_of_position,as_of_recorded_at,on,as_published,release
        countries-with-innovation-policy@World@2020,countries-with-innovation-policy,World,2020,,74,,exact,,countries,A,\
        C21,993,,,410,2021-04-01T08:00:00.000000Z,tally/9f3a,1234,2021-04-30T21:59:59.000001Z,2021-04-30,,
        individuals-using-internet-share@LDC@2019,individuals-using-internet-share,LDC,2019,,19,,approximately,,\
        percent of individuals,A,C21,1073,2020-11-30T23:59:59.999999Z,,1020,2021-04-01T08:00:00.000000Z,tally/9f3a,1234,\
        2021-04-30T21:59:59.000001Z,2021-04-30,,
        individuals-using-internet-share@World@2019@sex=F,individuals-using-internet-share,World,2019,sex=F,,,,\
        not_quantified,percent of individuals,O,,,,,1021,2021-04-01T08:00:00.000000Z,tally/9f3a,1234,\
        2021-04-30T21:59:59.000001Z,2021-04-30,,

        """)
  }

  @Test("of figures as JSON")
  func figuresAsJSON() throws {
    var report = try sampleReport()
    report.asOf.release = try Instant("2021-05-01T00:00Z")
    report.figures.removeFirst()
    #expect(
      figures(.json, report, embargoed: 2) == """
        {"content":"figures","state":{"ledger":"tally/9f3a","as_of_position":"1234",\
        "as_of_recorded_at":"2021-04-30T21:59:59.000001Z","on":"2021-04-30","release":"2021-05-01T00:00:00.000000Z"},\
        "figures":[
        {"figure":"individuals-using-internet-share@LDC@2019","indicator":"individuals-using-internet-share","area":"LDC",\
        "period":"2019","value":"19","qualifier":"approximately","unit":"percent of individuals","obs_status":"A",\
        "document":"C21","locator":"1073","published_at":"2020-11-30T23:59:59.999999Z","position":"1020",\
        "recorded_at":"2021-04-01T08:00:00.000000Z"},
        {"figure":"individuals-using-internet-share@World@2019@sex=F","indicator":"individuals-using-internet-share",\
        "area":"World","period":"2019","breakdown":"sex=F","missing_reason":"not_quantified",\
        "unit":"percent of individuals","obs_status":"O","position":"1021","recorded_at":"2021-04-01T08:00:00.000000Z"}
        ],"embargoed":2}

        """)
  }

  @Test("of statuses as CSV")
  func statusesAsCSV() throws {
    #expect(
      statuses(.csv, try sampleReport()) == """
        plan,goal,target,statement,rule,value,unit,due,baseline_period,baseline_value,baseline_kind,latest_figure,\
        latest_period,latest_value,latest_qualifier,status,judged,also,flags,printed,judged_on,stale,method,\
        method_result,method_class,method_reason,disputed,last_time,embargoed,ledger,as_of_position,as_of_recorded_at,on,\
        as_published,release
        SP2020,G.2,2.4,"in the least developed countries, 30% of individuals will be using the Internet",level,30,\
        percent of individuals,2023,2015,,floating,individuals-using-internet-share@LDC@2019,2019,19,approximately,off_track,\
        off_track,,,Off track since 2019,2021-04-30,true,linear-path,on_track,moderate,,true,on_track,0,tally/9f3a,1234,\
        2021-04-30T21:59:59.000001Z,2021-04-30,,
        SP2020,G.2,2.10,improve by 40% the proportion of youth with ICT skills,relative_change,,,,,,,,,,,not_measured,\
        not_measured,benchmarked,new,"Not yet measured, benchmarked",,false,linear-path,no_answer,,no primary measure,false,,1,\
        tally/9f3a,1234,2021-04-30T21:59:59.000001Z,2021-04-30,,
        SP2020,G.4,4.1,all countries should have policies fostering innovation,count_all,,,,,,,,,,,achieved,,,,,,,\
        linear-path,achieved,,,false,,0,tally/9f3a,1234,2021-04-30T21:59:59.000001Z,2021-04-30,,

        """)
  }

  @Test("without rows is still whole")
  func withoutRows() throws {
    let report = try sampleReport()
    let json = DataExport.figures([], as: .json, origin: report.origin, asOf: report.asOf)
    #expect(String(decoding: json, as: UTF8.self).hasSuffix("\"figures\":[]}\n"))
    let csv = DataExport.figures([], as: .csv, origin: report.origin, asOf: report.asOf)
    #expect(String(decoding: csv, as: UTF8.self).split(separator: "\n").count == 1)
  }

  @Test("is the same bytes in pieces and whole", arguments: DataExport.Format.allCases)
  func inPieces(format: DataExport.Format) throws {
    let report = try sampleReport()
    let rows = report.figures.flatMap(\.figures)
    var export = DataExport(.figures, as: format, origin: report.origin, asOf: report.asOf)
    var bytes: [UInt8] = []
    for row in rows {
      export.write(row)
      bytes += export.take()
    }
    bytes += export.finish()
    #expect(String(decoding: bytes, as: UTF8.self) == figures(format, report))
  }

  @Test("refuses a row of the other kind")
  func refusesOtherRows() async {
    await #expect(processExitsWith: .failure) {
      let report = try sampleReport()
      var export = DataExport(.statuses, as: .csv, origin: report.origin, asOf: report.asOf)
      export.write(report.figures[0].figures[0])
    }
  }
}
