using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The commands that ask a served host for its objects, settings and shells.</summary>
[Trait("Size", "Large")]
public class ManagedTests
{
    private const string Password = "Geheim-1234";

    // Whoever opens a client within this process has it from there: its standard input is everybody's.
    static ManagedTests() => Environment.SetEnvironmentVariable("SEKIMORI_PASSWORD", Password);

    [Fact]
    public async Task A_served_host_answers_as_it_answers_itself_and_keeps_a_shell_that_was_left()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder);
        await using var server = await ServeCommand.StartAsync(folder);
        foreach (string[] line in new[]
        {
            ["class", "Win32_Process", "--mof"],
            ["classes", "Win32_Net%", "-n", "root/cimv2"],
            ["query", "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'", "--json"],
            new[] { "get", $"Win32_Group.Domain=\"{Environment.MachineName}\",Name=\"root\"" },
        })
        {
            var here = await Here.RunAsync(["cim", .. line]);
            var there = await AskAsync(["cim", .. line, "--url", UrlOf(server)]);
            Assert.True(there.ExitCode == 0, there.Error);
            Assert.Equal(here.Output.Split('\n', ' ', '"', ',').Where(w => w.Length > 0).Order(StringComparer.Ordinal),
                there.Output.Split('\n', ' ', '"', ',').Where(w => w.Length > 0).Order(StringComparer.Ordinal));
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
        await using (var server = await ServeCommand.StartAsync(folder))
        {
            var (exitCode, output, _) = await AskAsync(
                ["wsman", "config", UrlOf(server), "MaxEnvelopeSizekb=1024", "Winrs/MaxShellsPerUser=3"]);
            Assert.Equal(0, exitCode);
            Assert.Equal("1024", Setting(output, "MaxEnvelopeSizekb"));
            Assert.Equal(2, (await AskAsync(["wsman", "config", UrlOf(server), "Nope=1"])).ExitCode);
        }

        var settings = folder.Write("settings.yaml", "shells:\n  max-per-user: 7\n");
        await using (var server = await ServeCommand.StartAsync(folder, "--settings", settings))
        {
            var (_, output, _) = await AskAsync(["wsman", "config", UrlOf(server)]);
            Assert.Equal(("1024", "7"), (Setting(output, "MaxEnvelopeSizekb"), Setting(output, "Winrs/MaxShellsPerUser")));
        }
    }

    [Fact]
    public async Task Listeners_and_certificates_mapped_through_winrm_config_are_in_force_at_once_and_outlive_the_server()
    {
        const string Issuer = "5600A015CA5E8A26F638B74E819AE92096DA5C8C";
        using var folder = new TemporaryFolder();
        await AddAsync(folder);
        var ports = ServeCommand.FreePorts(9);
        var (made, moved, away, other) = (ports[4], ports[5], ports[6], ports[7]);
        await using (var server = await ServeCommand.StartAsync(ports, folder))
        {
            var (exitCode, output, _) = await AskAsync(
                ["wsman", "enumerate", UrlOf(server), "winrm/config/listener", "--columns",
                "Address,Transport,Port,CertificateThumbprint"]);
            Assert.Equal(0, exitCode);
            Assert.Contains($" {server.HttpsPort} ", output, StringComparison.Ordinal);
            Assert.Matches("HTTPS.* [0-9A-F]{40}", output);
            var mapped =
                await AskAsync(
                ["wsman", "create", UrlOf(server), "winrm/config/service/certmapping", $"Issuer={Issuer}", "Subject=*@lab.test", "URI=*",
                "UserName=alice"]);
            Assert.True(mapped.ExitCode == 0, mapped.Error);

            // Opened by the client, it serves at once; moved through itself, it answers there and serves at the other port.
            await ConfigAsync(server.HttpsPort, "--listener", "IP:127.0.0.1+HTTPS", $"Port={made}");
            var shown = await ConfigAsync(made, "--listener", "Address=IP:127.0.0.1+Transport=HTTPS", $"Port={moved}");
            Assert.Matches($"Port +{moved}\n", shown);
            Assert.False(await ListensAsync(made));
            // A port that is taken gives the fault, and changes nothing.
            var refused = await AskAsync(["wsman", "config", UrlOf(moved), "--listener", "IP:127.0.0.1+HTTPS", $"Port={server.RpcPort}"]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains($"port {server.RpcPort} on 127.0.0.1 is taken (InternalError, code 10048)", refused.Error,
                StringComparison.Ordinal);
            Assert.Contains($" {moved} ", await ConfigAsync(moved, "--listeners"), StringComparison.Ordinal);
            // Listeners of the settings are listeners like others.
            await ConfigAsync(moved, "--listener", "*+HTTP", "--delete");
            Assert.False(await ListensAsync(server.HttpPort));
            await ConfigAsync(server.HttpsPort, "--listener", "*+HTTPS", $"Port={away}");
            Assert.Equal((false, true), (await ListensAsync(server.HttpsPort), await ListensAsync(away)));
            Assert.Contains("8.8.8.8 is public",
                (await AskAsync(["wsman", "config", UrlOf(away), "--listener", "IP:8.8.8.8+HTTP", "Port=80"])).Error,
                StringComparison.Ordinal);
            Assert.Contains("for another host than Hostname (InternalError, code 2150858985)",
                (await AskAsync(["wsman", "config", UrlOf(away), "--listener", "*+HTTPS", "Hostname=a:b"])).Error,
                StringComparison.Ordinal);
            // Not enabled, it is there and does not listen.
            await ConfigAsync(away, "--listener", "IP:127.0.0.1+HTTP", $"Port={other}");
            await ConfigAsync(away, "--listener", "IP:127.0.0.1+HTTP", "Enabled=false");
            Assert.False(await ListensAsync(other));
        }

        var lines = string.Join('\n', Directory.GetFiles(folder.File("audit"), "*.jsonl").Select(File.ReadAllText));
        foreach (var what in new[]
        {
            $"IP:127.0.0.1+HTTPS created, port {made}, by alice", $"IP:127.0.0.1+HTTPS changed, port {moved}, by alice",
            "*+HTTP deleted, by alice", $"IP:127.0.0.1+HTTP changed, port {other}, not enabled, by alice"
        })
            Assert.Contains(what, lines.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);

        // The same --http-port, and another --https-port: what the command line says otherwise is its own again.
        ports[3] = ports[8];
        await using (var server = await ServeCommand.StartAsync(ports, folder))
        {
            Assert.Equal((false, true, false, false),
                (await ListensAsync(server.HttpPort), await ListensAsync(moved), await ListensAsync(away), await ListensAsync(other)));
            var read =
                await AskAsync(
                ["wsman", "get", UrlOf(server), "winrm/config/service/certmapping", $"Issuer={Issuer}", "Subject=*@lab.test", "URI=*"]);
            Assert.Contains("alice", read.Output, StringComparison.Ordinal);
            Assert.Contains(Issuer, await ConfigAsync(moved, "--certificates"), StringComparison.Ordinal);
            Assert.Matches($"IP:127.0.0.1 +HTTP +{other} +false ", await ConfigAsync(server.HttpsPort, "--listeners"));
            Assert.Equal(2, (await AskAsync(["wsman", "config", UrlOf(server), "--listeners", "MaxBatchItems=5"])).ExitCode);
            Assert.Equal(2, (await AskAsync(["wsman", "config", UrlOf(server), "--delete"])).ExitCode);
        }
    }

    private static async Task<string> ConfigAsync(int port, params string[] line)
    {
        var (exitCode, output, error) = await AskAsync(["wsman", "config", UrlOf(port), .. line]);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string UrlOf(int port) => $"https://127.0.0.1:{port}/wsman";

    private static string UrlOf(ServeCommand server) => UrlOf(server.HttpsPort);

    private static string Setting(string output, string name) =>
        output.Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal)).TrimEnd().Split(' ')[^1];

    private static async Task AddAsync(TemporaryFolder folder)
    {
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        var (exitCode, _, error) = await Here.RunWithAsync(
            Password + "\n",
            ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path, .. unixUser]);
        Assert.True(exitCode == 0, error);
    }

    // Options go before a "--", behind which everything is the remote command's.
    private static async Task<(int ExitCode, string Output, string Error)> AskAsync(string[] line)
    {
        var at = Array.IndexOf(line, "--") is var found and >= 0 ? found : line.Length;
        if (line[0] != "shell") return await Here.RunAsync([.. line, "--insecure", "--user", "alice"]);
        // A remote command's bytes go to the process's own standard output.
        await using var command = Command.StartWith(
            Password + "\n", [.. line[..at], "--insecure", "--user", "alice", "--password-stdin", .. line[at..]]);
        return (await command.EndAsync(), command.Output, command.Error);
    }
}
