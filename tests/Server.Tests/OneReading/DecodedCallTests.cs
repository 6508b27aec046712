using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.Interfaces;
using Sekimori.Server.Tests.Guarding;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>The guard is asked with decoded arguments, over sockets: between decoding and handler, once for each call.</summary>
public sealed class DecodedCallTests
{
    private const string Mmc = "49b2791a-b1ae-4c90-9b8e-e860ba07f889";
    private const string DenyMmc =
        $"version: 1\nrules:\n  - {{ name: not mmc, clsid: {Mmc}, do: deny, status: 0x6BB }}\n  - {{ name: all, from: loopback, do: " +
        $"allow }}\n";

    private static readonly Guid Other = new("9ba05972-f6a8-11cf-a442-00a0c90a8f39");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_is_denied_by_the_argument_that_the_handler_would_get()
    {
        await using var server = await GuardedServer.StartAsync(DenyMmc);
        var launcher = new LauncherClient(await BindAsync(server));
        Assert.Equal(0x6BBu, await FaultAsync(() => LaunchAsync(launcher, new(Mmc), "")));
        Assert.Empty(server.Launcher.Launched);
        Assert.Equal("tcp:49700", (await LaunchAsync(launcher, Other, "")).Endpoint);
        var denied = Assert.Single(await CallsAsync(server), line => line.GetProperty("verdict").GetString() == "deny");
        Assert.Equal((Mmc, "not mmc"), (denied.GetProperty("clsid").GetString(), denied.GetProperty("policy_rule").GetString()));
    }

    [Fact]
    public async Task An_activation_that_only_looks_like_one_deceives_nobody()
    {
        await using var server = await GuardedServer.StartAsync(DenyMmc);
        var launcher = new LauncherClient(await BindAsync(server));
        // OBJREF_CUSTOM with an activation blob, [MS-DCOM] 2.2.18.6, 2.2.22, in a text: once with the denied class before an allowed one,
        // once the other way round.
        Assert.Equal("tcp:49700", (await LaunchAsync(launcher, Other, Decoy(new(Mmc)))).Endpoint);
        Assert.Equal(0x6BBu, await FaultAsync(() => LaunchAsync(launcher, new(Mmc), Decoy(Other))));
        Assert.Equal(Other, Assert.Single(server.Launcher.Launched).Clsid);
        var calls = await CallsAsync(server);
        Assert.Equal([Other.ToString(), Mmc], calls.Select(line => line.GetProperty("clsid").GetString()));
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_a_fault_and_recorded_by_size_and_hash()
    {
        await using var server = await GuardedServer.StartAsync(DenyMmc);
        var channel = await BindAsync(server);
        var stub = RandomNumberGenerator.GetBytes(21);
        Assert.Equal(RpcStatus.BadStubData, await FaultAsync(() => channel.CallAsync(0, stub, null, Token).AsTask()));
        Assert.Empty(server.Launcher.Launched);
        var line = Assert.Single(await CallsAsync(server));
        Assert.Equal(("undecodable_arguments", 21, Convert.ToHexStringLower(SHA256.HashData(stub))),
            (line.GetProperty("anomaly").GetString(), line.GetProperty("bytes").GetInt32(), line.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task Who_may_not_call_learns_nothing_of_the_arguments()
    {
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\nrules:\n  - {{ name: no launch, interface: {ILauncher.Info.Id.Uuid}, operation: 0, do: deny }}\n  - {{ name: " +
            $"all, from: loopback, do: allow }}\n");
        var channel = await BindAsync(server);
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(() => channel.CallAsync(0, default, null, Token).AsTask()));
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(() => LaunchAsync(new LauncherClient(channel), Other, "")));
    }

    [Fact]
    public async Task Rules_see_the_arguments_and_the_answer()
    {
        const string Rules = """
            title: Asked
            id: a57a1f6c-0000-4000-8000-000000000002
            name: asked
            logsource: { product: sekimori, category: rpc }
            detection:
              selection: { type: call, class_name: Win32_Process, query|contains: 'FROM' }
              condition: selection
            level: high
            action: deny
            ---
            title: Answered
            id: a57a1f6c-0000-4000-8000-000000000003
            name: answered
            logsource: { product: sekimori, category: rpc }
            detection:
              selection: { type: activation, binding: 'tcp:49700' }
              condition: selection
            level: low
            """;
        await using var server = await GuardedServer.StartAsync("version: 1\nrules: [{ name: all, from: loopback, do: allow }]\n", Rules);
        var launcher = new LauncherClient(await BindAsync(server));
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(() => LaunchAsync(launcher, Other, "SELECT * FROM X", "Win32_Process")));
        await LaunchAsync(launcher, Other, "SELECT * FROM X", "Win32_Service");
        Assert.Equal("Win32_Service", Assert.Single(server.Launcher.Launched).ClassName);
        await server.StopAsync();
        Assert.Equal(["answered", "asked"], server.Alerts.Select(alert => alert.Rule.Name).Order());
    }

    [Fact]
    public async Task A_generated_handler_runs_once_its_line_is_durable()
    {
        await using var server = await GuardedServer.StartAsync(
            "version: 1\naudit: required\nrules: [{ name: all, from: loopback, do: allow }]\n");
        var launcher = new LauncherClient(await BindAsync(server));
        for (var i = 0; i < 5; i++) await launcher.TouchAsync(Token);
        Assert.Equal(8u, await launcher.CountAsync(7, Token));
        Assert.Equal(5, server.Launcher.Touched);
        Assert.Equal(6, (await CallsAsync(server)).Count);
    }

    private static Task<LaunchResult> LaunchAsync(LauncherClient launcher, Guid clsid, string query, string className = "X") =>
        launcher.LaunchAsync(clsid, 1, [Guid.NewGuid()], query, RpcUnicodeString.Of(className), Token).AsTask();

    private static string Decoy(Guid clsid)
    {
        byte[] blob =
        [
            .. "MEOW"u8, 4, 0, 0, 0, .. new byte[16], .. new Guid("00000338-0000-0000-c000-000000000046").ToByteArray(), .. new byte[8],
            .. new byte[24], .. new byte[4], 64, 0, 0, 0, .. new byte[8], 1, 0, 0, 0, .. new byte[32],
            .. new Guid("000001ab-0000-0000-c000-000000000046").ToByteArray(), .. new byte[16], .. clsid.ToByteArray(), .. new byte[64],
        ];
        return Encoding.Unicode.GetString(blob);
    }

    private static async Task<IRpcChannel> BindAsync(GuardedServer server) =>
        await (await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token)).BindAsync(ILauncher.Info.Id, Token);

    private static async Task<uint> FaultAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcFaultException>(call)).Status;

    private static async Task<IReadOnlyList<JsonElement>> CallsAsync(GuardedServer server) =>
        [.. (await server.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.GetProperty("type").GetString() == "call")];
}
