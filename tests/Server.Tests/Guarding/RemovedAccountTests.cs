using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>An RPC connection of an account that is removed ends, also while a call runs, and that is recorded.</summary>
public sealed class RemovedAccountTests : IAccountDirectory
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Account? _now = new() { Name = "alice", Number = 1, Role = Role.Operator };

    public IReadOnlyList<IdentityMapping> Mappings => [];

    public Account? Find(string name) => Volatile.Read(ref _now);

    public AccountSecrets? Secrets(Account? account) => null;

    [Fact]
    public Task A_removed_account() => EndsAsync(null, "the account was removed");

    [Fact]
    public Task A_namesake() =>
        EndsAsync(new() { Name = "alice", Number = 2, Role = Role.Operator }, "its name belongs to another account");

    [Fact]
    public Task A_lesser_role() => EndsAsync(new() { Name = "alice", Number = 1, Role = Role.Reader }, "role is now Reader");

    private async Task EndsAsync(Account? then, string why)
    {
        await using var server = await GuardedServer.StartAsync(
            "version: 1\nrules: [{ name: all, from: loopback, do: allow }]\n", accounts: this);
        await using var client = await RpcClient.ConnectAsync(server.Running.Binding, new RpcClientOptions
        {
            Security = Credentials.Initiator(), Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy,
            Target = "host/host.lab.test",
        }, Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        await channel.CallAsync(0, default, null, Token);
        var waiting = channel.CallAsync(1, default, null, Token).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1.5), Token);
        Assert.Equal((1, false), (server.Running.Server.ConnectionCount, waiting.IsCompleted));

        Volatile.Write(ref _now, then);
        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5), Token));
        for (var i = 0; i < 40 && server.Running.Server.ConnectionCount > 0; i++) await Task.Delay(50, Token);
        Assert.Equal(0, server.Running.Server.ConnectionCount);
        Assert.Contains(await server.StopAsync(), line =>
            line.Contains("an RPC connection", StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal)
            && line.Contains("\"account\":\"alice\"", StringComparison.Ordinal));
    }
}
