using System.Text.Json;
using System.Xml.Linq;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;
using Sekimori.Posture.Waivers;

namespace Sekimori.Posture.Tests.Posture.Reports;

public sealed class ReportTests
{
    private const string Hostile = "<script>alert(1)</script>\u0001\ud800\"=cmd|, \r\n";

    [Fact]
    public void Json_has_an_object_a_line_and_the_counts()
    {
        var lines = Write(output => new JsonReport(output)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(["run", "host", "finding", "finding", "finding", "summary"],
            lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal("2026-12-31", lines[3].GetProperty("waiver").GetProperty("until").GetString());
        Assert.Equal(1, lines[5].GetProperty("findings").GetProperty("high").GetInt32());
        Assert.Equal(1, lines[5].GetProperty("waived").GetInt32());
        Assert.Equal(1, lines[5].GetProperty("notSeen").GetInt32());
    }

    [Fact]
    public void Csv_quotes_and_disarms_formulas()
    {
        var text = Write(output => new CsvReport(output));
        Assert.StartsWith("host,check,name,subject,outcome,severity,title,evidence,waived\r\n", text);
        Assert.Contains("\"schemes = <script>", text);
        Assert.Equal(["'=1+1", "a"], Cells("=1+1", "a"));
    }

    [Fact]
    public void Junit_is_xml_with_a_case_for_each_outcome()
    {
        var root = XDocument.Parse(Write(output => new JunitReport(output))).Root!;
        var suite = Assert.Single(root.Elements("testsuite"));
        Assert.Equal(("3", "1", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value,
            suite.Attribute("skipped")!.Value));
        Assert.Equal(3, suite.Elements("testcase").Count());
        Assert.Single(suite.Descendants("failure"));
    }

    [Fact]
    public void Sarif_has_rules_results_and_suppressions()
    {
        var run = JsonDocument.Parse(Write(output => new SarifReport(output))).RootElement.GetProperty("runs")[0];
        Assert.Equal(CheckCatalogue.All.Count, run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength());
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["W01", "T01"], results.Select(result => result.GetProperty("ruleId").GetString()));
        Assert.Equal("error", results[0].GetProperty("level").GetString());
        Assert.Equal("hosts/h%3C", results[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation")
            .GetProperty("uri").GetString());
        Assert.Equal("accepted", results[1].GetProperty("suppressions")[0].GetProperty("status").GetString());
        Assert.Equal("W01|h<|5985/http", results[0].GetProperty("partialFingerprints").GetProperty("sekimori/v1").GetString());
    }

    [Fact]
    public void Ocsf_is_a_compliance_finding_a_line()
    {
        var lines = Write(output => new OcsfReport(output)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal((2, 2003, 1, 200301), (line.GetProperty("category_uid").GetInt32(), line.GetProperty("class_uid").GetInt32(),
                line.GetProperty("activity_id").GetInt32(), line.GetProperty("type_uid").GetInt32()));
            Assert.Equal("1.5.0", line.GetProperty("metadata").GetProperty("version").GetString());
            Assert.Equal("h<", line.GetProperty("resources")[0].GetProperty("hostname").GetString());
            Assert.NotEmpty(line.GetProperty("remediation").GetProperty("desc").GetString()!);
        });
        Assert.Equal(("W01|h<|5985/http", 4, 1), (lines[0].GetProperty("finding_info").GetProperty("uid").GetString(),
            lines[0].GetProperty("severity_id").GetInt32(), lines[0].GetProperty("status_id").GetInt32()));
        Assert.Equal(3, lines[1].GetProperty("status_id").GetInt32());
        Assert.Contains("old device", lines[1].GetProperty("compliance").GetProperty("status_details")[1].GetString());
    }

    [Fact]
    public void A_stored_host_is_read_as_it_was_written()
    {
        var host = new HostResult("h<", true,
            [
                Make("W01", "5985/http", Outcome.Fail) with { Evidence = [new(FactId.WsManSchemes, "5985/http", Hostile,
                    FactSource.Logon, Standing.Policy, "file")] },
                Make("T02", "", Outcome.NotSeen),
            ], [Hostile.Replace('\ud800', 'x')])
        { Keys = [new(FactId.CertificateKeyHash, "5986", "ab")] };
        var read = HostDocument.Read(HostDocument.Write(host), "x");
        Assert.Equal((host.Host, host.IsReached, host.Failed), (read.Host, read.IsReached, read.Failed));
        Assert.Equal(host.Troubles, read.Troubles);
        Assert.Equal(host.Keys, read.Keys);
        Assert.Equal(host.Findings.Select(one => (one.Key, one.Outcome, one.Severity)),
            read.Findings.Select(one => (one.Key, one.Outcome, one.Severity)));
        Assert.Equal(host.Findings[0].Evidence, read.Findings[0].Evidence);
    }

    [Theory]
    [InlineData(""), InlineData("{}"), InlineData("[]"), InlineData("{\"host\":1,\"reached\":true,\"findings\":[],\"troubles\":[]}"),
        InlineData("{\"host\":\"a\",\"reached\":true,\"troubles\":[],\"findings\":[{\"check\":\"Z99\",\"outcome\":\"fail\"," +
            "\"severity\":\"low\"}]}")]
    public void What_is_no_stored_host_is_rejected(string text) => Assert.Contains("here",
        Assert.Throws<FormatException>(() => HostDocument.Read(System.Text.Encoding.UTF8.GetBytes(text), "here")).Message);

    [Theory]
    [InlineData(Language.English, "Basic authentication without TLS"), InlineData(Language.Japanese, "TLS なしの Basic 認証")]
    public void Html_is_one_file_without_scripts(object language, string title)
    {
        var page = Write(output => new HtmlReport(output), (Language)language);
        Assert.Contains(title, page);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', page);
        Assert.EndsWith("</html>", page.TrimEnd());
    }

    [Fact]
    public void A_run_is_compared_with_another()
    {
        RecordedRun Run(params Finding[] findings) => RecordedRun.Read(Write(output => new JsonReport(output), Language.English, findings)
            .Split('\n'), "r");
        var before = Run(Make("W01", "5985/http", Outcome.Fail), Make("T01", "5986/TLS 1.0", Outcome.Fail),
            Make("T04", "5986", Outcome.Fail),
            Make("W02", "5986/https", Outcome.Fail));
        var after = Run(Make("W01", "5985/http", Outcome.Pass), Make("T01", "5986/TLS 1.0", Outcome.NotSeen),
            Make("T06", "5986", Outcome.Fail),
            Make("T04", "5986", Outcome.Fail) with { Severity = Severity.Low }, Make("W02", "5986/https", Outcome.Fail));
        Assert.Equal(["not seen T01", "changed T04", "new T06", "gone W01"],
            RunDifference.Between(before, after).Select(change => $"{change.Kind} {change.Row.Check}"));
        Assert.Empty(RunDifference.Between(before, before));
    }

    [Theory]
    [InlineData(""), InlineData("x"), InlineData("{}"), InlineData("{\"type\":\"finding\"}"), InlineData("[1]"),
        InlineData("{\"type\":\"finding\",\"check\":1,\"host\":\"a\",\"subject\":\"\",\"outcome\":\"fail\",\"severity\":\"low\"," +
            "\"evidence\":[]}")]
    public void What_is_no_run_is_rejected(string text) =>
        Assert.Contains("r", Assert.Throws<FormatException>(() => RecordedRun.Read(text.Length == 0 ? [] : [text], "r")).Message);

    private static string[] Cells(params string[] subjects)
    {
        var text = Write(output => new CsvReport(output), Language.English,
            [.. subjects.Select(subject => Make("W01", subject, Outcome.Pass))]);
        return [.. text.Split("\r\n").Skip(1).Where(row => row.Length > 0).Select(row => row.Split(',')[3])];
    }

    private static Finding Make(string id, string subject, Outcome outcome) =>
        new(CheckCatalogue.Find(id)!, "h<", subject, outcome, CheckCatalogue.Find(id)!.Severity, []);

    private static string Write(Func<TextWriter, IReport> make, Language language = Language.English, params Finding[] findings)
    {
        if (findings.Length == 0)
            findings =
            [
                Make("W01", "5985/http", Outcome.Fail) with { Evidence = [new(FactId.WsManSchemes, "5985/http", Hostile)] },
                Make("T01", "5986/TLS 1.0", Outcome.Fail) with { Waiver = new("T01", "*", null, "old device", "kei", new(2026, 12, 31)) },
                Make("T02", "", Outcome.NotSeen),
            ];
        using var output = new StringWriter();
        var report = make(output);
        var summary = new RunSummary();
        var host = new HostResult("h<", true, findings, [Hostile]);
        summary.Add(host);
        report.Begin(new(Guid.Empty, DateTimeOffset.UnixEpoch, Vantage.Inside, language, "0.1.0"));
        report.Add(host);
        report.End(summary);
        return output.ToString();
    }
}
