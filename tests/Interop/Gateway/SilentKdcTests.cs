using System.Net;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;
using Sekimori.Client.WsMan;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Kerberos;
using Sekimori.TestHost;
using Sekimori.TestHost.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// An attack: a caller opens one session after the other to targets whose KDC is silent. GSSAPI waits for it, and cannot be told to stop.
/// The gate has two processors here and carries what it relays on the threads that wait for sockets: nobody else may notice.
/// </summary>
[Trait("Peer", "kerberos")]
public sealed class SilentKdcTests
{
    private const string Password = "Geheim-der-Schranke-1", Secret = "Passw0rd.Lab1", Realm = "SILENT.TEST";
    private const string Gate = "127.0.0.45", Slow = "127.0.0.46", Quick = "127.0.0.47";
    private const string SlowHost = "127.0.0.48", QuickHost = "127.0.0.49";

    // More than there are processors, and more than the pool adds in the time of the test.
    private const int Waiting = 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Others_are_served_while_the_gate_waits_for_it()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("the endpoint mapper's port needs root");
        if (Gssapi.FindDenialReason is { } missing) Assert.Skip(missing);
        using var folder = new TemporaryFolder();
        using var kdc = new SilentKdc(SlowHost);
        await using var slowHost = await HostAsync(SlowHost);
        await using var quickHost = await HostAsync(QuickHost);
        var (gate, port) = await StartGateAsync(folder, kdc);
        await using var running = gate;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var slow = Enumerable.Range(0, Waiting).Select(_ => Task.Run(() => CallAsync(Slow, 1, given.Token)))
            .Concat(Enumerable.Range(0, Waiting).Select(_ => Task.Run(() => GetAsync(port, given.Token)))).ToArray();
        for (var i = 0; i < 200 && kdc.Asked < Waiting * 2; i++) await Task.Delay(50, Token);
        Assert.True(kdc.Asked >= Waiting * 2, $"{kdc.Asked} of {Waiting * 2} logons wait for the KDC\n{gate.Error}");
        for (var round = 0; round < 10; round++) await CallAsync(Quick, 20, Token);
        Assert.All(slow, one => Assert.False(one.IsCompleted, "it was not the KDC that it waited for"));
        await given.CancelAsync();
        await Task.WhenAll(slow.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    private static Task<TestHostServer> HostAsync(string address) =>
        TestHostServer.StartAsync(new TestHostOptions { Address = IPAddress.Parse(address) }, cancellationToken: Token);

    private static async Task CallAsync(string outer, int rounds, CancellationToken cancellationToken)
    {
        var found = await EndpointResolver.MapAsync(new RpcBinding(outer), ISamRpc.Info.Id, cancellationToken);
        var (client, channel) = await RpcClient.ConnectBoundAsync(found[0], ISamRpc.Info.Id, new RpcClientOptions
        {
            Security = new SecurityInitiator(PasswordCredential.Parse("alice", Password)), Scheme = SecurityScheme.Ntlm,
            Level = ProtectionLevel.Privacy,
        }, cancellationToken);
        await using var own = client;
        var samr = new SamRpcClient(channel);
        for (var round = 0; round < rounds; round++)
        {
            // MAXIMUM_ALLOWED ([MS-SAMR] 2.2.1.1).
            var opened = await samr.SamrConnectAsync(null, 0x0200_0000, cancellationToken);
            await samr.SamrCloseHandleAsync(opened.Handle, cancellationToken);
        }
    }

    private static async Task GetAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new WsManClient(new Uri($"https://{Gate}:{port}/to/slow/wsman"), new WsManClientOptions
        {
            Initiator = new SecurityInitiator(PasswordCredential.Parse("alice", Password)), UserName = "alice",
            Trust = new WsManTrust { Anyone = true },
        });
        await client.IdentifyAsync(cancellationToken);
    }

    private static async Task<(Command Gate, int Port)> StartGateAsync(TemporaryFolder folder, SilentKdc kdc)
    {
        var port = FreePort.At(Gate);
        await AddAsync(Password, "account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path);
        await AddAsync(Secret, "vault", "add", "quick", "--user", @"LAB\Administrator", "--password-stdin", "--data", folder.Path);
        await AddAsync(Secret, "vault", "add", "slow", "--user", $"svc@{Realm}", "--password-stdin", "--data", folder.Path);
        folder.Write("policy.yaml", """
            version: 1
            audit: yes
            rules:
              - { name: mapper, target: "*", interface: epmapper, do: allow }
              - { name: alice, account: alice, target: "*", do: allow }
            """);
        var settings = folder.Write("settings.yaml", $"""
            address: {Gate}
            allow: [127.0.0.0/8]
            policy: policy.yaml
            wsman:
              https-port: {port}
            gateway:
              lab-networks: [127.0.0.0/8]
              targets:
                - name: quick
                  address: {QuickHost}
                  ports: [1-65535]
                  rpc: terminate
                  outer: {Quick}
                  rpc-interfaces: [samr]
                  rpc-ntlm: true
                  as: vault quick
                - name: slow
                  address: {SlowHost}
                  ports: [1-65535]
                  rpc: terminate
                  outer: {Slow}
                  rpc-interfaces: [samr]
                  wsman: http://{SlowHost}:5985
                  as: vault slow
            """);
        var gate = Command.StartProgram("/usr/bin/env", $"KRB5_CONFIG={kdc.WriteSettings(folder.Path, Realm)}", "DOTNET_PROCESSOR_COUNT=2",
            Command.Program, "gate", "--settings", settings, "--data", folder.Path);
        await gate.WaitForAsync(started => started.Output.Contains("  Stop", StringComparison.Ordinal), "the gate's banner");
        return (gate, port);
    }

    private static async Task AddAsync(string input, params string[] arguments)
    {
        await using var add = Command.StartWith(input + "\n", arguments);
        Assert.True(await add.EndAsync() == 0, add.Error);
    }
}
