using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori audit` as people run it.</summary>
[Trait("Size", "Large")]
public sealed class AuditCommandTests
{
    private const string WinRm =
        """
        Config
            Service
                AllowUnencrypted = true
                Auth
                    Basic = true [Source="GPO"]
                    CbtHardeningLevel = Strict
        """;

    [Fact]
    public async Task Checks_are_listed_and_explained_in_both_languages()
    {
        var (code, list, _) = await Here.RunAsync("audit", "checks");
        Assert.Equal(0, code);
        Assert.Contains("W01  basic-over-http", list);
        var (_, explained, _) = await Here.RunAsync("audit", "explain", "W01");
        Assert.Contains("winrm set winrm/config/service/auth", explained);
        Assert.Contains("requires    service.AllowBasic = 0", explained);
        var (_, japanese, _) = await Here.RunAsync("audit", "explain", "basic-over-http", "--language", "ja");
        Assert.Contains("TLS なしの Basic 認証", japanese);
        var (_, json, _) = await Here.RunAsync("audit", "explain", "W01", "--json");
        Assert.Equal("high", JsonDocument.Parse(json).RootElement.GetProperty("severity").GetString());
        var (_, all, _) = await Here.RunAsync("audit", "checks", "--json");
        Assert.True(JsonDocument.Parse(all).RootElement.GetArrayLength() >= 60);
        var (wrong, _, error) = await Here.RunAsync("audit", "explain", "W99");
        Assert.Equal(2, wrong);
        Assert.Contains("there is no check 'W99'", error);
    }

    [Fact]
    public async Task A_file_is_a_host_and_the_exit_code_follows_the_severity()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("winrm.txt", WinRm);
        var (code, output, _) = await Here.RunAsync("audit", "run", file, "--name", "web1");
        Assert.Equal(1, code);
        Assert.Contains("web1: 2 high", output);
        Assert.Contains("W03 Unencrypted messages are accepted over HTTP", output);
        Assert.Contains("> winrm set winrm/config/service '@{AllowUnencrypted=\"false\"}'", output);
        Assert.Equal(0, (await Here.RunAsync("audit", "run", file, "--fail-on", "critical")).ExitCode);
        Assert.Equal(0, (await Here.RunAsync("audit", "run", file, "--fail-on", "never")).ExitCode);
        Assert.Equal(2, (await Here.RunAsync("audit", "run", file, "--fail-on", "awful")).ExitCode);
        var (_, japanese, _) = await Here.RunAsync("audit", "run", file, "--language", "ja");
        Assert.Contains("2 高", japanese);
    }

    [Fact]
    public async Task A_waived_finding_does_not_count()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("winrm.txt", WinRm);
        var until = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd");
        var waivers = folder.Write("waivers.yaml",
            $"- {{ check: W03, host: web1, reason: old printer, by: kei, until: {until} }}\n" +
            $"- {{ check: W01, host: '*', reason: r, by: b, until: {until} }}\n");
        var (code, output, _) = await Here.RunAsync("audit", "run", file, "--name", "web1", "--waivers", waivers);
        Assert.Equal(0, code);
        Assert.Contains("2 waived", output);
        Assert.Contains("old printer (kei, until", output);
        var broken = folder.Write("broken.yaml", "- { check: W03 }");
        var (wrong, _, error) = await Here.RunAsync("audit", "run", file, "--waivers", broken);
        Assert.Equal(2, wrong);
        Assert.Contains("broken.yaml:1:3: 'host' is missing", error);
    }

    [Fact]
    public async Task Two_runs_are_compared()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("winrm.txt", WinRm);
        var (before, after) = (Path.Combine(folder.Path, "1.json"), Path.Combine(folder.Path, "2.json"));
        await Here.RunAsync("audit", "run", file, "--name", "web1", "--format", "json", "--output", before);
        folder.Write("winrm.txt", WinRm.Replace("AllowUnencrypted = true", "AllowUnencrypted = false").Replace("Strict", "None"));
        await Here.RunAsync("audit", "run", file, "--name", "web1", "--format", "json", "--output", after);
        var (code, output, _) = await Here.RunAsync("audit", "diff", before, after);
        Assert.Equal(1, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0]).ToArray();
        Assert.Equal(["gone", "new"], lines);
        var (same, nothing, _) = await Here.RunAsync("audit", "diff", after, after);
        Assert.Equal((0, "no changes"), (same, nothing.Trim()));
        Assert.Equal(2, (await Here.RunAsync("audit", "diff", before, file)).ExitCode);
        Assert.Equal(2, (await Here.RunAsync("audit", "diff", before, "/nowhere")).ExitCode);
    }

    [Theory]
    [InlineData("csv", "host,check,name"), InlineData("junit", "<testsuites"), InlineData("sarif", "\"version\": \"2.1.0\""),
        InlineData("html", "<!DOCTYPE html>"),
        InlineData("json", "{\"type\":\"run\"")]
    public async Task A_report_has_its_format(string format, string says)
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await Here.RunAsync("audit", "run", folder.Write("winrm.txt", WinRm), "--format", format);
        Assert.Equal(1, code);
        Assert.Contains(says, output);
    }

    [Theory]
    [InlineData("a host", "is neither a host"), InlineData("10.0.0.0/8", "more than 65536 addresses"),
        InlineData("10.0.0.0/xy", "is neither a host"), InlineData("ldap://dc1.lab.test", "needs an account")]
    public async Task A_target_that_is_none_is_named(string target, string says)
    {
        var (code, _, error) = await Here.RunAsync("audit", "run", target);
        Assert.Equal(2, code);
        Assert.Contains(says, error);
    }

    [Fact]
    public async Task A_list_of_hosts_names_the_line_that_is_wrong_and_a_broken_file_its_place()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Here.RunAsync("audit", "run", folder.Write("hosts.txt", "# all\n127.0.0.1\na b\n"));
        Assert.Equal(2, code);
        Assert.Contains("hosts.txt:3: 'a b' is neither", error);
        var (broken, _, reason) = await Here.RunAsync("audit", "run", folder.Write("x.reg", "REGEDIT4\n[a\n"));
        Assert.Equal(2, broken);
        Assert.Contains("x.reg: line 2: a key without ']'", reason);
        Assert.Equal(2, (await Here.RunAsync("audit", "run", folder.Path)).ExitCode);
    }

    [Fact]
    public async Task A_server_of_ours_with_weak_settings_has_these_findings_and_no_failed_logon()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("weak.yaml", "wsman:\n  allow-unencrypted: true\n  auth: [basic, negotiate, digest, credssp]\n");
        // An address of its own: the audit asks the usual ports.
        var address = $"127.{Random.Shared.Next(50, 120)}.{Random.Shared.Next(1, 250)}.{Random.Shared.Next(1, 250)}";
        var free = ServeCommand.FreePorts(2);
        await using var server = await ServeCommand.StartAsync(
            [free[0], free[1], 5985, 5986], folder, "--address", address, "--settings", settings);
        var (code, output, error) = await Here.RunAsync("audit", "run", address, "--format", "json", "--doors-only");
        Assert.True(code == 1, output + error);
        var failed = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("type").GetString() == "finding" && line.GetProperty("outcome").GetString() == "fail")
            .Select(line => $"{line.GetProperty("check").GetString()} {line.GetProperty("subject").GetString()}").ToList();
        foreach (var expected in (string[])["W01 5985/http", "W02 5986/https", "W04 5985/http", "W05 5986/https", "W11 5985/http",
            "E03 5985", "E04 5986", "T09 5986"])
            Assert.Contains(expected, failed);
        Assert.DoesNotContain(failed, one => one.StartsWith("W06", StringComparison.Ordinal)
            || one.StartsWith("T01", StringComparison.Ordinal));
        var (_, log, _) = await Here.RunAsync("log", "query", "--type", "logon", "--json", "--limit", "1000", "--data", folder.Path);
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Equal(0, JsonDocument.Parse(line).RootElement.GetProperty("status").GetInt64()));
    }
}
