using Sekimori.App.Tests.Kit;
using Sekimori.Interop.WsMan;

namespace Sekimori.Interop.Gateway;

/// <summary>Other people's clients, through WS-Management that ends at the gate.</summary>
public sealed class TerminatedPeerTests(TerminatedFixture fixture) : IClassFixture<TerminatedFixture>
{
    // Ten minutes and more without a byte of output; else a part of a minute, with a client that asks more often.
    private static bool IsWhole => Environment.GetEnvironmentVariable("SEKIMORI_ADVERSARY") == "all";

    [Theory]
    [Trait("Peer", "pywinrm")]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task Pywinrm_runs_a_command_that_is_silent_for_long(string transport)
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        const string Script = """
            import sys, warnings
            warnings.simplefilter('ignore')
            from winrm.protocol import Protocol
            p = Protocol(endpoint=sys.argv[1], transport=sys.argv[4], username=sys.argv[2], password=sys.argv[3],
                         server_cert_validation='ignore', operation_timeout_sec=int(sys.argv[6]), read_timeout_sec=60)
            shell = p.open_shell()
            c = p.run_command(shell, f'sleep {sys.argv[5]}; echo out; echo err >&2; exit 7')
            print(p.get_command_output(shell, c))
            p.cleanup_command(shell, c)
            p.close_shell(shell)
            """;
        var run = await PeerProgram.RunAsync(PeerProgram.Python,
            ["-c", Script, fixture.Url, "alice", TerminatedFixture.Password, transport, .. IsWhole ? ["601", "20"] : (string[])["15", "4"]],
            environment: new Dictionary<string, string> { ["OPENSSL_CONF"] = await Peer.LegacyOpenSslAsync() },
            most: TimeSpan.FromMinutes(12));
        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal("(b'out\\n', b'err\\n', 7)\n", run.Output);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task A_session_is_listed_ended_and_played_and_no_secret_is_anywhere()
    {
        var folder = fixture.Written.Folder;
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        const string Script = """
            import sys, warnings
            warnings.simplefilter('ignore')
            from winrm.protocol import Protocol
            p = Protocol(endpoint=sys.argv[1], transport='basic', username='alice', password=sys.argv[2], server_cert_validation='ignore')
            shell = p.open_shell()
            c = p.run_command(shell, 'echo for-the-record; exit 3')
            print(p.get_command_output(shell, c))
            p.cleanup_command(shell, c)
            p.close_shell(shell)
            """;
        var run = await Peer.PythonAsync(Script, fixture.Url, TerminatedFixture.Password);
        Assert.True(run.Code == 0, run.Errors);
        var (_, listed, _) = await Command.RunAsync("sessions", "list", "--data", folder, "--json");
        Assert.Contains("\"target\":\"web1\"", listed.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var id = System.Text.RegularExpressions.Regex.Match(listed, "\"id\": ?\"([0-9a-f]{16})\"").Groups[1].Value;

        // Only those whom the settings name, by account or by role, and each time for the record.
        Assert.Equal(1, (await PlayAsync("alice", id)).Code);
        var (code, output) = await PlayAsync("auditor", id);
        Assert.True(code is 0 or 1, output);
        Assert.Contains("for-the-record", output, StringComparison.Ordinal);
        Assert.Contains("for-the-record", (await PlayAsync("boss", id)).Output, StringComparison.Ordinal);
        var log = await fixture.LogAsync();
        Assert.Equal(["auditor", "boss"], log.Split('\n').Where(line => line.Contains("\"played\"", StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Match(line, "\"account\": ?\"([^\"]*)").Groups[1].Value).Order());
        Assert.Contains("\"recorded\"", log, StringComparison.Ordinal);

        var (ended, _, error) = await Command.RunAsync("sessions", "end", id, "--data", folder);
        Assert.True(ended == 0, error);

        // The secret of the vault, and the text of the recording, are in no file in the clear.
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // Held by the gate, and empty.
            if (file.EndsWith(".lock", StringComparison.Ordinal)) continue;
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.DoesNotContain(TerminatedFixture.Secret, text, StringComparison.Ordinal);
            if (file.EndsWith(".rec", StringComparison.Ordinal)) Assert.DoesNotContain("for-the-record", text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(TerminatedFixture.Secret, fixture.Written.Output, StringComparison.Ordinal);
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            var line = "";
            try
            {
                line = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), TestContext.Current.CancellationToken);
                line += await File.ReadAllTextAsync(Path.Combine(process, "environ"), TestContext.Current.CancellationToken);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is not ours to read.
            }
            Assert.DoesNotContain(TerminatedFixture.Secret, line, StringComparison.Ordinal);
        }

        async Task<(int Code, string Output)> PlayAsync(string user, string session)
        {
            await using var play = Command.StartWith(TerminatedFixture.Password + "\n", "sessions", "play", session, "--user", user,
                "--password-stdin", "--fast", "--settings", fixture.SettingsFile, "--data", folder);
            var exit = await play.EndAsync();
            return (exit, play.Output + play.Error);
        }
    }

    [Fact]
    public async Task The_vault_is_tested_against_its_targets()
    {
        var folder = fixture.Written.Folder;
        var (code, output, error) = await Command.RunAsync("vault", "test", "web", "--settings", fixture.SettingsFile, "--data", folder);
        Assert.True(code == 0, output + error);
        Assert.Contains("bound to the TLS channel", output, StringComparison.Ordinal);
        var (missing, _, why) = await Command.RunAsync("vault", "test", "other", "--settings", fixture.SettingsFile, "--data", folder);
        Assert.Equal(1, missing);
        Assert.Contains("no vault entry \"other\"", why, StringComparison.Ordinal);
    }
}
