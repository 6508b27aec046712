using System.Diagnostics;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;

namespace Sekimori.Posture.Tests.Posture.Reports;

/// <summary>SARIF by the schema of OASIS, where it lies in ../shared and Python has jsonschema.</summary>
public sealed class SchemaTests
{
    private const string Validate =
        """
        import json, sys
        try:
            import jsonschema
        except ImportError:
            sys.exit(77)
        schema, report = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
        kind = jsonschema.validators.validator_for(schema)
        errors = ['/'.join(map(str, e.path)) + ': ' + e.message[:200] for e in kind(schema).iter_errors(report)]
        print('\n'.join(errors[:20]))
        sys.exit(1 if errors else 0)
        """;

    [Fact]
    public async Task Sarif_is_valid_by_the_schema_of_OASIS()
    {
        var schema = Shared("vectors/schemas/sarif-schema-2.1.0.json");
        var report = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(report, Sarif(), TestContext.Current.CancellationToken);
            using var python = Start("python3", "-c", Validate, schema, report);
            var errors = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (python.ExitCode == 77) Assert.Skip("the SARIF schema: python3-jsonschema is not installed");
            Assert.True(python.ExitCode == 0, errors);
        }
        finally
        {
            File.Delete(report);
        }
    }

    // Every check once failing and once not seen, one with a waiver, and a host's hostile name.
    private static string Sarif()
    {
        using var output = new StringWriter();
        var report = new SarifReport(output);
        var summary = new RunSummary();
        report.Begin(new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, Vantage.Inside, Language.Japanese, "0.1.0"));
        foreach (var host in (string[])["dc1.lab.test", "fe80::1", "a b\"<\u0001"])
        {
            List<Finding> findings = [.. CheckCatalogue.All.SelectMany(check => (Finding[])
                [
                    new(check, host, "5985/http", Outcome.Fail, check.Severity, [new Fact(FactId.WsManSchemes, "x", "\ud83d\u0001")])
                    {
                        Waiver = check.Id == "W01" ? new("W01", "*", null, "r", "kei", new(2026, 12, 31)) : null,
                    },
                    new(check, host, "", Outcome.NotSeen, check.Severity, []), new(check, host, "e", Outcome.Error, check.Severity, []),
                ])];
            var result = new HostResult(host, true, findings, ["trouble"]);
            summary.Add(result);
            report.Add(result);
        }

        report.End(summary);
        return output.ToString();
    }

    private static Process Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("the SARIF schema: python3 is not installed");
            throw;
        }
    }

    private static string Shared(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Sekimori.slnx")))
            {
                var path = Path.Combine(folder, "..", "shared", name);
                if (!File.Exists(path)) Assert.Skip($"../shared/{name} is not there");
                return path;
            }

        throw new InvalidOperationException("Sekimori.slnx is in no folder above the test.");
    }
}
