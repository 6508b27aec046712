using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>A server without root has one Unix identity: operators get it only where its owner says so.</summary>
[Trait("Size", "Large")]
public class TrustOperatorsTests
{
    private const string Password = "Geheim-1234\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_root_shells_and_processes_are_refused_unless_operators_are_trusted(bool trusts)
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        string[] trust = trusts ? ["--trust-operators"] : [];
        await using (var add = Command.StartUnprivilegedWith(
            Password, "account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.File("data")))
        {
            Assert.Equal(0, await add.EndAsync());
            Assert.Contains("trust-operators", add.Output, StringComparison.Ordinal);
        }

        var ports = ServeCommand.FreePorts(4);
        await using var server = Command.StartUnprivileged(
            [.. ServeCommand.Arguments(ports, folder.File("data")), "--address", "127.0.1.6", .. trust]);
        await server.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        Assert.Contains(trusts ? "operators have all rights" : "denied: without root", server.Output, StringComparison.Ordinal);
        // Its only address is the test's own, which is on the allow list of loopback.
        var url = $"https://127.0.1.6:{ports[3]}/wsman";
        await using var shell = Command.StartWith(
            Password, "shell", url, "--insecure", "--user", "alice", "--password-stdin", "--", "id -u");
        await using var process = Command.StartWith(
            Password, "wsman", "invoke", url, "Win32_Process", "Create", "CommandLine=true", "--insecure", "--user", "alice",
            "--password-stdin");
        var (opened, created) = (await shell.EndAsync(), await process.EndAsync());
        if (trusts)
        {
            Assert.True((opened, created) == (0, 0), shell.Error + process.Error);
            return;
        }

        Assert.NotEqual(0, opened);
        Assert.NotEqual(0, created);
        Assert.Contains("trust-operators", shell.Error, StringComparison.Ordinal);
        Assert.Contains("trust-operators", process.Error, StringComparison.Ordinal);
        await server.WaitForAsync(c => c.Error.Split('\n').Count(line => line.Contains("trust-operators", StringComparison.Ordinal)) >= 2,
            "a line of the log for each");
    }
}
