using System.Net;
using System.Net.Sockets;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Tests.Guarding.Reading;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>Our WMI client against our server, over sockets.</summary>
public sealed class WmiClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Privacy, "127.0.0.1")]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Integrity, "::1")]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Privacy, "::1")]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Integrity, "127.0.0.1")]
    public async Task It_reads_what_the_object_manager_has(SecurityScheme scheme, ProtectionLevel level, string address)
    {
        var manager = new RecordedObjects().Manager();
        await using var host = await WmiHost.StartAsync(manager, IPAddress.Parse(address));
        await using var wmi = await host.ConnectAsync(scheme, level);
        Assert.Equal((level, scheme, host.End.Port), (wmi.Level, wmi.ActiveScheme, wmi.ExporterPort));
        var caller = new CimCaller(new Caller("alice", Role.Operator, "NTLM", level), null);
        var expected = await (await manager.EnumerateAsync("root/cimv2", "Win32_Process", caller, Token)).Select(Text).ToListAsync(Token);
        Assert.Equal(expected, await wmi.QueryAsync("SELECT * FROM Win32_Process", Token).Select(Text).ToListAsync(Token));
        Assert.Equal(expected, await wmi.EnumerateAsync("CIM_Process", cancellationToken: Token).Select(Text).ToListAsync(Token));
        Assert.Equal(expected[1], Text(await wmi.GetAsync("Win32_Process.Handle=\"2\"", Token)));
        Assert.Equal(["Win32_Process"], await wmi.ClassesAsync("CIM_Process", true, Token).Select(c => c.Name).ToListAsync(Token));
        Assert.Equal("CIM_Process", (await wmi.GetClassAsync("win32_process", Token)).Superclass!.Name);
    }

    [Fact]
    public async Task It_calls_methods_with_arguments_of_their_types()
    {
        var objects = new RecordedObjects();
        await using var host = await WmiHost.StartAsync(objects.Manager());
        await using var wmi = await host.ConnectAsync();
        var (method, _) = await wmi.InvokeAsync("Win32_Process.Handle=\"1\"", "terminate", [new("reason", "7")], Token);
        Assert.Equal("Terminate", method.Name);
        Assert.Contains(objects.Done, done => done.StartsWith("invoke Win32_Process.Terminate", StringComparison.Ordinal));
        var unknown = await Assert.ThrowsAsync<WmiClientException>(
            () => wmi.InvokeAsync("Win32_Process", "Create", [new("Nonsense", "1")], Token));
        Assert.Equal((uint)CimStatus.InvalidMethodParameters, unknown.Status);
        var missing = await Assert.ThrowsAsync<WmiClientException>(() => wmi.InvokeAsync("Win32_Process", "Fly", [], Token));
        Assert.Equal((uint)CimStatus.InvalidMethod, missing.Status);
    }

    [Fact]
    public async Task More_rows_than_the_limit_end_the_answer()
    {
        await using var host = await WmiHost.StartAsync(new ObjectManagerBuilder().Add("root/test", new ManyRows(1_000)).Build());
        await using var wmi = await WmiClient.ConnectAsync("127.0.0.1", Credential.FromPassword(@"LAB\alice", "Passw0rd"),
            new()
            {
                Port = host.End.Port, Scheme = SecurityScheme.Ntlm, Target = "host/host.lab.test", Namespace = "root/test", MaxRows = 300,
            },
            Token);
        Assert.Equal(WmiFailure.OverLimit, await FailureAsync(wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token).AsTask()));
    }

    [Fact]
    public async Task Rows_come_as_they_are_asked_for_and_what_is_left_is_released()
    {
        var rows = new ManyRows(20_000);
        await using var host = await WmiHost.StartAsync(new ObjectManagerBuilder().Add("root/test", rows).Build());
        await using (var wmi = await host.ConnectAsync(space: "root/test"))
        {
            var number = 0u;
            await foreach (var row in wmi.QueryAsync("SELECT * FROM Test_Row", Token))
            {
                Assert.Equal($"row {number}", row["Text"].AsString);
                if (++number == 500) break;
            }

            Assert.InRange(rows.Made, 500, 2_000);
            // Nobody waits for the answer to a release.
            for (var i = 0; i < 100 && host.Wmi.OperationCount > 0; i++) await Task.Delay(50, Token);
            Assert.Equal(0, host.Wmi.OperationCount);
            Assert.Equal(20_000, await wmi.EnumerateAsync("Test_Row", cancellationToken: Token).CountAsync(Token));
        }

        for (var i = 0; i < 100 && host.ObjectCount > 0; i++) await Task.Delay(50, Token);
        Assert.Equal(0, host.ObjectCount);
    }

    [Fact]
    public async Task Failures_say_where_to_look()
    {
        await using var host = await WmiHost.StartAsync(new RecordedObjects().Manager());
        Assert.Equal(WmiFailure.NotFound, await FailureAsync(host.ConnectAsync(space: "root/none")));
        Assert.Equal(WmiFailure.Logon, await FailureAsync(host.ConnectAsync(password: "wrong")));
        Assert.Equal(WmiFailure.Level, await FailureAsync(host.ConnectAsync(level: ProtectionLevel.Connect)));
        await using var wmi = await host.ConnectAsync();
        Assert.Equal(WmiFailure.NotFound, await FailureAsync(wmi.GetAsync("Win32_Process.Handle=\"9\"", Token)));
        var wrong = await Assert.ThrowsAsync<WmiClientException>(
            async () => await wmi.QueryAsync("SELECT * FORM x", Token).CountAsync(Token));
        Assert.Equal((WmiFailure.Server, (uint?)CimStatus.InvalidQuery), (wrong.Failure, wrong.Status));
        Assert.StartsWith("SELECT * FORM x: WBEM_E_INVALID_QUERY (0x80041017): ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(wrong.ServerText + ", 127.0.0.1 ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("FROM", wrong.ServerText, StringComparison.Ordinal);

        await using var bare = await WmiHost.StartAsync(new RecordedObjects().Manager(), isWmi: false);
        Assert.Equal(WmiFailure.Server, await FailureAsync(bare.ConnectAsync()));
        await using var closed = await WmiHost.StartAsync(new RecordedObjects().Manager(), objectPort: ClosedPort());
        Assert.Equal(WmiFailure.ExporterClosed, await FailureAsync(closed.ConnectAsync()));
        Assert.Equal(WmiFailure.MapperClosed, await FailureAsync(ConnectAsync("127.0.0.1", ClosedPort())));
        Assert.Equal(WmiFailure.Name, await FailureAsync(ConnectAsync("no-such-host.invalid", 135)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_its_time_and_no_more()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Assert.Equal(WmiFailure.Timeout, await FailureAsync(
            ConnectAsync("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port)).WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    private static Task<WmiClient> ConnectAsync(string name, int port) => WmiClient.ConnectAsync(
        name, Credential.FromPassword(@"LAB\alice", "Passw0rd"),
        new() { Port = port, Scheme = SecurityScheme.Ntlm, Timeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) },
        Token);

    private static async Task<WmiFailure> FailureAsync(Task task) =>
        (await Assert.ThrowsAsync<WmiClientException>(() => task)).Failure;

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(CimInstance instance) =>
        string.Join(';', instance.Class.Properties.OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => $"{p.Name}={instance[p.Index]}"));
}
