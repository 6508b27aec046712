using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The commands that ask a served host for its objects, settings and shells.</summary>
public class ManagedTests
{
    private const string Password = "Geheim-1234";

    [Fact]
    public async Task A_served_host_answers_as_it_answers_itself_and_keeps_a_shell_that_was_left()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder);
        await using var server = await Server.StartAsync(folder);
        foreach (string[] line in new[]
        {
            ["class", "Win32_Process", "--mof"],
            ["classes", "Win32_Net%", "-n", "root/cimv2"],
            ["query", "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'", "--json"],
            new[] { "get", $"Win32_Group.Domain=\"{Environment.MachineName}\",Name=\"root\"" },
        })
        {
            var here = await Command.RunAsync(["cim", .. line]);
            var there = await AskAsync(["cim", .. line, "--url", UrlOf(server)]);
            Assert.Equal(0, there.ExitCode);
            Assert.Equal(here.Output.Split('\n', ' ', '"', ',').Where(w => w.Length > 0).Order(StringComparer.Ordinal), there.Output.Split('\n', ' ', '"', ',').Where(w => w.Length > 0).Order(StringComparer.Ordinal));
        }

        var invoked = await AskAsync(["cim", "invoke", "Win32_Process", "Create", "CommandLine=sleep 30", "--url", UrlOf(server)]);
        Assert.Equal(0, invoked.ExitCode);
        var process = invoked.Output.Split('\n').Single(l => l.StartsWith("ProcessId", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Equal(0, (await AskAsync(["wsman", "delete", UrlOf(server), "Win32_Process", $"Handle={process}"])).ExitCode);
        Assert.Equal(1, (await AskAsync(["wsman", "put", UrlOf(server), "Win32_OperatingSystem", "--set", "Caption=mine"])).ExitCode);
        Assert.Equal(1, (await AskAsync(["wsman", "create", UrlOf(server), "Win32_OperatingSystem", "Caption=mine"])).ExitCode);

        // A command is left running, listed and come back to.
        var left = await AskAsync(["shell", UrlOf(server), "--detach", "--", "sleep 1; echo later; exit 5"]);
        Assert.Equal(0, left.ExitCode);
        var shell = left.Output.Split(' ')[0];
        Assert.Contains("Disconnected", (await AskAsync(["shell", "list", UrlOf(server)])).Output, StringComparison.Ordinal);
        var back = await AskAsync(["shell", "attach", UrlOf(server), shell]);
        Assert.Equal((5, "later"), (back.ExitCode, back.Output.Trim()));
        Assert.DoesNotContain(shell, (await AskAsync(["shell", "list", UrlOf(server)])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_config_changes_is_in_force_and_outlives_the_server_until_its_settings_say_otherwise()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder);
        await using (var server = await Server.StartAsync(folder))
        {
            var (exitCode, output, _) = await AskAsync(["wsman", "config", UrlOf(server), "MaxEnvelopeSizekb=1024", "Winrs/MaxShellsPerUser=3"]);
            Assert.Equal(0, exitCode);
            Assert.Equal("1024", Setting(output, "MaxEnvelopeSizekb"));
            Assert.Equal(2, (await AskAsync(["wsman", "config", UrlOf(server), "Nope=1"])).ExitCode);
        }

        var settings = folder.Write("settings.yaml", "shells:\n  max-per-user: 7\n");
        await using (var server = await Server.StartAsync(folder, "--settings", settings))
        {
            var (_, output, _) = await AskAsync(["wsman", "config", UrlOf(server)]);
            Assert.Equal(("1024", "7"), (Setting(output, "MaxEnvelopeSizekb"), Setting(output, "Winrs/MaxShellsPerUser")));
        }
    }

    [Fact]
    public async Task Listeners_are_shown_and_certificates_mapped_through_winrm_config_outlive_the_server()
    {
        const string Issuer = "5600A015CA5E8A26F638B74E819AE92096DA5C8C";
        using var folder = new TemporaryFolder();
        await AddAsync(folder);
        await using (var server = await Server.StartAsync(folder))
        {
            var (exitCode, output, _) = await AskAsync(["wsman", "enumerate", UrlOf(server), "winrm/config/listener", "--columns", "Address,Transport,Port,CertificateThumbprint"]);
            Assert.Equal(0, exitCode);
            Assert.Contains($" {server.HttpsPort} ", output, StringComparison.Ordinal);
            Assert.Matches("HTTPS.* [0-9A-F]{40}", output);
            var made = await AskAsync(["wsman", "create", UrlOf(server), "winrm/config/service/certmapping", $"Issuer={Issuer}", "Subject=*@lab.test", "URI=*", "UserName=alice"]);
            Assert.True(made.ExitCode == 0, made.Error);
        }

        await using (var server = await Server.StartAsync(folder))
        {
            var read = await AskAsync(["wsman", "get", UrlOf(server), "winrm/config/service/certmapping", $"Issuer={Issuer}", "Subject=*@lab.test", "URI=*"]);
            Assert.Contains("alice", read.Output, StringComparison.Ordinal);
            Assert.Contains(Issuer, (await AskAsync(["wsman", "config", UrlOf(server), "--certificates"])).Output, StringComparison.Ordinal);
            Assert.Contains($" {server.HttpsPort} ", (await AskAsync(["wsman", "config", UrlOf(server), "--listeners"])).Output, StringComparison.Ordinal);
            Assert.Equal(2, (await AskAsync(["wsman", "config", UrlOf(server), "--listeners", "MaxBatchItems=5"])).ExitCode);
        }
    }

    private static string UrlOf(Server server) => $"https://127.0.0.1:{server.HttpsPort}/wsman";

    private static string Setting(string output, string name) => output.Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal)).TrimEnd().Split(' ')[^1];

    private static async Task AddAsync(TemporaryFolder folder)
    {
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await using var add = Command.StartWith(Password + "\n", ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path, .. unixUser]);
        Assert.Equal(0, await add.EndAsync());
    }

    // Options go before a "--", behind which everything is the remote command's.
    private static async Task<(int ExitCode, string Output, string Error)> AskAsync(string[] line)
    {
        var at = Array.IndexOf(line, "--") is var found and >= 0 ? found : line.Length;
        await using var command = Command.StartWith(Password + "\n", [.. line[..at], "--insecure", "--user", "alice", "--password-stdin", .. line[at..]]);
        return (await command.EndAsync(), command.Output, command.Error);
    }
}
