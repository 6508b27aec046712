using System.Diagnostics;
using Sekimori.Adversary.Tests.Kit;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Adversary.Tests.Resources;

/// <summary>Nobody shuts the gate: connections that say nothing neither end the server nor keep others out.</summary>
[Trait("Size", "Large")]
public sealed class ConnectionTests
{
    private const string Open = "version: 1\nrules:\n  - { name: all, do: allow }\n";

    private const string Get =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"><s:Header/><s:Body>" +
        "<i:Identify/></s:Body></s:Envelope>";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silent_connections_beyond_the_descriptors_of_the_process_leave_it_alive_and_serving(bool isHttp)
    {
        await using var gate = await AttackedGate.StartAsync(Open, start: StartWithFewDescriptorsAsync);
        var silent = new List<RawConnection>();
        try
        {
            await OpenAsync(silent, 2500, n => $"127.0.1.{70 + (n % 20)}", isHttp ? gate.Server.HttpPort : gate.Server.RpcPort);
            Assert.False(gate.Server.Command.Process.HasExited, gate.Server.Command.Error);
            await IsServedAsync(gate, "127.0.1.5");
            await MapsAsync(gate, "127.0.1.5");
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }

        await IsServedAsync(gate, "127.0.1.6");
        Assert.False(gate.Server.Command.Process.HasExited, gate.Server.Command.Error);
    }

    [Fact]
    public async Task A_flood_of_one_address_keeps_nobody_else_out_and_is_logged()
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        await IsServedAsync(gate, "127.0.1.5");
        var silent = new List<RawConnection>();
        try
        {
            await OpenAsync(silent, 5500, _ => "127.0.1.71", gate.Server.HttpPort);
            await IsServedAsync(gate, "127.0.1.5");
            await IsServedAsync(gate, "127.0.1.72");
            await MapsAsync(gate, "127.0.1.73");
            await gate.Server.Command.WaitForAsync(command =>
                command.Error.Contains("127.0.1.71", StringComparison.Ordinal), "a line about the address that floods");
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_flood_of_one_address_on_the_mapper_keeps_nobody_else_out()
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        var silent = new List<RawConnection>();
        try
        {
            var count = 0;
            // Half of them bind, and are idle from then on: such a connection may stay, but takes nobody's place.
            await OpenAsync(silent, 5500, _ => "127.0.1.74", gate.Server.RpcPort, one =>
                count++ % 2 == 0 ? one.SendAsync(RawRpc.Negotiation(RawRpc.Bind, 1)) : Task.CompletedTask);
            await MapsAsync(gate, "127.0.1.75");
            await IsServedAsync(gate, "127.0.1.76");
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }
    }

    private static async Task<ServeCommand> StartWithFewDescriptorsAsync(TemporaryFolder folder, string[] arguments)
    {
        Assert.True(File.Exists("/bin/sh"), "a shell is needed to set the limit");
        return await ServeCommand.StartAsync(ServeCommand.FreePorts(4), folder, command =>
            Command.StartProgram("/bin/sh", ["-c", "ulimit -n 2048; exec \"$0\" \"$@\"", Command.Program, .. command]), arguments);
    }

    /// <summary>Opens this many connections, or as many as the server and the kernel's queue before it take.</summary>
    private static async Task OpenAsync(
        List<RawConnection> open, int count, Func<int, string> from, int port, Func<RawConnection, Task>? then = null)
    {
        var refused = 0;
        for (var n = 0; n < count && refused < 5; n++)
        {
            var before = open.Count;
            await TryAsync(async () => open.Add(await RawConnection.OpenAsync(port, from(n), TimeSpan.FromSeconds(2))));
            refused = open.Count > before ? 0 : refused + 1;
            if (then is not null && open.Count > before) await TryAsync(() => then(open[^1]));
        }
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception refused) when (refused is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            // Refused, or closed meanwhile.
        }
    }

    private static async Task IsServedAsync(AttackedGate gate, string from)
    {
        var clock = Stopwatch.StartNew();
        var status = 0;
        // A client that is refused in a rush tries again, as clients do.
        for (var tries = 0; tries < 3 && status != 200; tries++)
            await TryAsync(async () => status = (await gate.PostAsync(Get, from: from)).Status);
        Assert.True(status == 200 && clock.Elapsed < TimeSpan.FromSeconds(20),
            $"WS-Management is not served to {from}: {status} after {clock.Elapsed}");
    }

    private static async Task MapsAsync(AttackedGate gate, string from)
    {
        byte[]? answer = null;
        for (var tries = 0; tries < 3 && answer is not { Length: > 2 }; tries++)
        {
            await TryAsync(async () =>
            {
                using var connection = await RawConnection.OpenAsync(gate.Server.RpcPort, from);
                await connection.SendAsync(RawRpc.Negotiation(RawRpc.Bind, 1));
                answer = await connection.ReadAsync(TimeSpan.FromSeconds(10));
            });
        }

        Assert.True(answer is { Length: > 2 } && answer[2] == RawRpc.BindAck, $"the mapper does not answer {from}");
    }
}
