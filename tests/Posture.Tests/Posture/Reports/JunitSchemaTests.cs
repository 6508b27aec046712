using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;

namespace Sekimori.Posture.Tests.Posture.Reports;

/// <summary>JUnit's XML by junit.xsd, which describes the part of Jenkins' format that the report has.</summary>
public sealed class JunitSchemaTests
{
    private const string Hostile = "<a>\u0001\ud800\"]]>&\r\n\ufffe x";

    [Theory]
    [InlineData("English"), InlineData("Japanese")]
    public void Every_check_with_every_outcome_is_valid(string language) =>
        Assert.Empty(Errors(Report(Enum.Parse<Language>(language))));

    [Fact]
    public void The_counts_of_a_suite_are_its_cases()
    {
        var suite = XDocument.Parse(Report(Language.English)).Root!.Elements("testsuite").First();
        foreach (var (count, name) in (IEnumerable<(string, string)>)[("failures", "failure"), ("errors", "error"),
            ("skipped", "skipped")])
            Assert.Equal(suite.Elements("testcase").Elements(name).Count(), (int)suite.Attribute(count)!);
        Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
    }

    [Theory]
    [InlineData("tests=\"", "tests=\"-"), InlineData("<skipped ", "<skiped "), InlineData(" classname=", " clasname=")]
    [InlineData("type=\"high\"", "type=\"worst\""), InlineData("<testcase ", "<testcase x=\"1\" ")]
    public void The_schema_finds_what_is_wrong(string from, string to) =>
        Assert.NotEmpty(Errors(Report(Language.English).Replace(from, to, StringComparison.Ordinal)));

    private static List<string> Errors(string xml)
    {
        var errors = new List<string>();
        using var source = typeof(JunitSchemaTests).Assembly.GetManifestResourceStream("junit.xsd")!;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, DtdProcessing = DtdProcessing.Prohibit };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.Schemas.Add(null, XmlReader.Create(source));
        settings.ValidationEventHandler += (_, e) => errors.Add($"{e.Exception?.LineNumber}: {e.Message}");
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), settings);
            while (reader.Read())
            {
            }
        }
        catch (XmlException wrong)
        {
            errors.Add(wrong.Message);
        }

        return errors;
    }

    private static string Report(Language language)
    {
        using var output = new StringWriter();
        var report = new JunitReport(output);
        var summary = new RunSummary();
        report.Begin(new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, Vantage.Inside, language, "0.1.0"));
        foreach (var host in (string[])["dc1.lab.test", "fe80::1", Hostile])
        {
            List<Finding> findings = [.. CheckCatalogue.All.SelectMany(check => Enum.GetValues<Outcome>().Select(outcome =>
                new Finding(check, host, Hostile, outcome, check.Severity, [new Fact(FactId.WsManSchemes, Hostile, Hostile)])
                {
                    Waiver = check.Id == "W01" ? new("W01", "*", null, Hostile, "kei", new(2026, 12, 31)) : null,
                }))];
            var result = new HostResult(host, true, findings, []);
            summary.Add(result);
            report.Add(result);
        }

        // A host that was not reached has no outcome.
        report.Add(new HostResult("silent", false, [], ["no answer"]));
        report.End(summary);
        return output.ToString();
    }
}
