using System.Diagnostics;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>Our WMI client against servers that do less than they should, or something else.</summary>
public sealed class WmiPeerTests
{
    private const int ExecQuery = 20;

    private static readonly CimClass Row = new("Test_Row", null,
        [new() { Name = "Number", Type = CimType.UInt32, IsKey = true, Index = 0, Origin = "Test_Row" }]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_without_a_smart_enumerator_has_Next()
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Services = fake.Enumerate;
        var sent = 0u;
        // Two are asked for first, then ten.
        fake.Rows = (RpcCall _, ref NdrWriter writer) => WriteRows(
            ref writer, sent == 0 ? 2 : 10, sent == 0 ? [sent++, sent++] : sent < 32 ? [sent++, sent++, sent++] : [], sent >= 32);
        await using (var wmi = await fake.ConnectAsync())
            Assert.Equal(Enumerable.Range(0, 32).Select(i => (uint?)i),
                await wmi.QueryAsync("SELECT * FROM Test_Row", Token).Select(row => (uint?)row["Number"].AsInt64).ToListAsync(Token));
        await fake.UntilReleasedAsync();
    }

    [Fact]
    public async Task An_answer_of_one_object_takes_one_call_and_is_released_with_the_client()
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Services = fake.Enumerate;
        var calls = 0;
        fake.Rows = (RpcCall _, ref NdrWriter writer) =>
        {
            calls++;
            WriteRows(ref writer, 2, [7], true);
        };
        await using (var wmi = await fake.ConnectAsync())
            Assert.Equal(1, await wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token));
        Assert.Equal(1, calls);
        await fake.UntilReleasedAsync();
    }

    [Fact]
    public async Task A_lying_server_is_found_out()
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Services = (RpcCall call, ref NdrWriter writer) =>
        {
            if (call.Opnum == ExecQuery) fake.Enumerate(call, ref writer);
            // GetObject: another object than the one that was asked for.
            else WriteFound(ref writer, Pointer(7));
        };
        Assert.Equal(WmiFailure.Protocol, await QueryAsync((RpcCall _, ref NdrWriter writer) => WriteRows(ref writer, 2, [], false)));
        Assert.Equal(WmiFailure.Protocol, await QueryAsync((RpcCall _, ref NdrWriter writer) => WriteRows(ref writer, 99, [1, 2], false)));
        Assert.Equal(WmiFailure.Protocol, await QueryAsync((RpcCall _, ref NdrWriter writer) =>
            WriteRows(ref writer, 2, [1], false, InterfacePointer.Of(new byte[] { 1, 2, 3 }))));
        Assert.Equal(WmiFailure.Protocol, await QueryAsync((RpcCall _, ref NdrWriter writer) => writer.WriteUInt32(uint.MaxValue)));
        Assert.Equal(WmiFailure.Server, await QueryAsync((RpcCall _, ref NdrWriter _) => throw Scripted.Fault(0xdead)));
        await using var wmi = await fake.ConnectAsync();
        var other = await Assert.ThrowsAsync<WmiClientException>(() => wmi.GetAsync("Test_Row.Number=8", Token));
        Assert.Equal(WmiFailure.Protocol, other.Failure);
        Assert.Contains("another object was answered", other.Message, StringComparison.Ordinal);

        async Task<WmiFailure> QueryAsync(Scripted.Script rows)
        {
            fake.Rows = rows;
            await using var client = await fake.ConnectAsync();
            return (await Assert.ThrowsAsync<WmiClientException>(
                async () => await client.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token))).Failure;
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(200, WmiFailure.Timeout)]
    public async Task A_server_whose_bytes_drip_is_read_or_left(int pause, WmiFailure? expected)
    {
        await using var proxy = new DrippingProxy();
        var manager = new ObjectManagerBuilder().Add("root/test", new ManyRows(20)).Build();
        await using var host = await WmiHost.StartAsync(manager, objectPort: proxy.Port);
        proxy.Target = host.End.Port;
        await using var wmi = await WmiClient.ConnectAsync("127.0.0.1",
            Security.Credentials.Credential.FromPassword(@"LAB\alice", "Passw0rd"), new()
            {
                Port = proxy.Port, Scheme = Security.SecurityScheme.Ntlm, Target = "host/host.lab.test", Namespace = "root/test",
                Timeout = TimeSpan.FromSeconds(3),
            }, Token);
        proxy.Pause = TimeSpan.FromMilliseconds(pause);
        var watch = Stopwatch.StartNew();
        var run = wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token).AsTask();
        if (expected is null) Assert.Equal(20, await run);
        else Assert.Equal(expected, (await Assert.ThrowsAsync<WmiClientException>(() => run)).Failure);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_in_time_and_the_message_says_how_long_it_was()
    {
        await using var fake = await FakeWmi.StartAsync();
        using var never = new ManualResetEventSlim();
        fake.Services = (RpcCall _, ref NdrWriter writer) =>
        {
            never.Wait(TimeSpan.FromSeconds(10), Token);
            Scripted.Write(ref writer, null, 0x80041001);
        };
        await using var wmi = await fake.ConnectAsync(timeout: 1);
        var watch = Stopwatch.StartNew();
        var silent = await Assert.ThrowsAsync<WmiClientException>(() => wmi.GetClassAsync("Test_Row", Token));
        Assert.Equal((WmiFailure.Timeout, "Test_Row: no answer within 1 s, 127.0.0.1 root\\cimv2"), (silent.Failure, silent.Message));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 5);
        never.Set();
    }

    [Theory]
    [InlineData(ProtectionLevel.Privacy, ProtectionLevel.Integrity, WmiFailure.Level)]
    [InlineData(ProtectionLevel.Privacy, ProtectionLevel.Privacy, null)]
    // Nobody may.
    [InlineData((ProtectionLevel)7, ProtectionLevel.Integrity, WmiFailure.NamespaceRight)]
    [InlineData((ProtectionLevel)7, ProtectionLevel.Privacy, WmiFailure.NamespaceRight)]
    public async Task A_namespace_that_wants_encryption_is_not_one_that_the_account_may_not_open(
        ProtectionLevel wanted, ProtectionLevel level, WmiFailure? expected)
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Login = call => call.Caller.Level < wanted ? WbemStatus.AccessDenied : 0;
        if (expected is null)
        {
            await using var wmi = await fake.ConnectAsync(level);
            return;
        }

        Assert.Equal(expected, (await Assert.ThrowsAsync<WmiClientException>(() => fake.ConnectAsync(level))).Failure);
        Assert.InRange(fake.Exporter.ObjectCount, 0, 0);
    }

    [Theory]
    [InlineData(0x80010110, WmiFailure.Version)]
    [InlineData(5, WmiFailure.AccessRight)]
    [InlineData(0x721, WmiFailure.Logon)]
    public async Task A_fault_at_the_logon_says_where_to_look(uint status, WmiFailure expected)
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Login = _ => throw Scripted.Fault(status);
        var failed = await Assert.ThrowsAsync<WmiClientException>(() => fake.ConnectAsync());
        Assert.Equal(expected, failed.Failure);
        if (expected == WmiFailure.Logon) Assert.DoesNotContain("0x721", failed.Message, StringComparison.Ordinal);
    }

    // IEnumWbemClassObject::Next: a conformant and varying array of pointers, how many, the status.
    internal static void WriteRows(
        ref NdrWriter writer, int maximum, uint[] numbers, bool isEnd, InterfacePointer? wrong = null)
    {
        writer.WriteCount(maximum);
        writer.WriteVariance(numbers.Length);
        foreach (var _ in numbers) writer.WriteReferent(true);
        foreach (var number in numbers) InterfacePointer.WriteNdr(ref writer, wrong ?? Pointer(number));
        writer.WriteUInt32((uint)numbers.Length);
        writer.WriteUInt32(isEnd ? WbemStatus.False : WbemStatus.NoError);
    }

    private static void WriteFound(ref NdrWriter writer, InterfacePointer found)
    {
        writer.WriteReferent(true);
        writer.WriteReferent(true);
        InterfacePointer.WriteNdr(ref writer, found);
        writer.WriteReferent(false);
        writer.WriteUInt32(0);
    }

    private static InterfacePointer Pointer(uint number)
    {
        var writer = new ByteWriter([]);
        new WmioEncoders("host", "root/cimv2").For(Row).WriteUnit(ref writer, new CimInstance(Row) { [0] = number });
        var pointer = ClassObject.ToPointer(writer.Written.ToArray());
        writer.Dispose();
        return pointer;
    }
}
