using Sekimori.App.Tests.Kit;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.App.Tests.Serving;

/// <summary>A server whose file descriptors run out by what it does, not by connections: it refuses, says so, and lives.</summary>
[Trait("Size", "Large")]
public sealed class DescriptorTests
{
    private const int OpenFiles = 512;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shells_and_commands_take_the_descriptors_until_the_next_is_refused_and_nothing_ends()
    {
        using var folder = new TemporaryFolder();
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        Assert.Equal(
            0,
            (await Here.RunWithAsync("Geheim-1234\n",
            ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path, .. unixUser])).ExitCode);
        var settings = folder.Write("settings.yaml",
            "shells: { max-per-user: 0, max-processes: 0 }\nwsman: { max-operations-per-user: 10000 }\n");
        await using var server = await ServeCommand.StartLimitedAsync(
            OpenFiles, folder, ["--settings", settings, .. Environment.IsPrivilegedProcess ? (string[])[] : ["--trust-operators"]]);
        var options = new WsManClientOptions
        {
            UserName = "alice", Password = "Geheim-1234", Trust = new WsManTrust { Anyone = true },
            OperationTimeout = TimeSpan.FromSeconds(40), RetransmitFor = TimeSpan.Zero
        };
        using var client = new WsManClient(new Uri($"https://127.0.0.1:{server.HttpsPort}/wsman"), options);
        var shells = new List<RemoteShell>();
        WsManClientException? refused = null;
        // Each shell takes a socket, each command three pipes: there is no room for a hundred of them.
        for (var i = 0; i < 100 && refused is null; i++)
        {
            try
            {
                var shell = await client.OpenShellAsync(cancellationToken: Token);
                shells.Add(shell);
                for (var n = 0; n < 3; n++) await shell.StartAsync(new RemoteCommandOptions("sleep 120"), Token);
            }
            catch (WsManClientException full)
            {
                refused = full;
            }
        }

        Assert.NotNull(refused);
        Assert.Contains("descriptor", refused.Message, StringComparison.Ordinal);
        await server.Command.WaitForAsync(c =>
            c.Error.Contains("almost no file descriptors left", StringComparison.Ordinal), "a line about it");
        Assert.InRange(Directory.GetFiles($"/proc/{server.Command.Process.Id}/fd").Length, OpenFiles / 2, OpenFiles - 8);

        // A process by itself is refused too; everything that needs none continues, on this connection and on a new one.
        await using var create = Command.StartWith(
            "Geheim-1234\n", "wsman", "invoke", client.Address.ToString(), "Win32_Process", "Create", "CommandLine=sleep 1", "--insecure",
            "--user", "alice", "--password-stdin");
        Assert.Equal(1, await create.EndAsync());
        Assert.Contains("descriptor", create.Error, StringComparison.Ordinal);
        Assert.NotEmpty(await client.ListElementsAsync(WsManResource.Parse("Win32_Process"), cancellationToken: Token));
        Assert.False(server.Command.Process.HasExited, server.Command.Error);

        // With the shells gone there is room again.
        foreach (var shell in shells) await shell.DisposeAsync();
        await using (var again = await client.OpenShellAsync(cancellationToken: Token))
        await using (var command = await again.StartAsync(new RemoteCommandOptions("echo here"), Token))
            Assert.Equal(0, await command.CopyToAsync(Stream.Null, Stream.Null, Token));
        server.Signal(15);
        Assert.Equal(0, await server.Command.EndAsync());
    }
}
