using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>Those who would shut the gate for all others, against the command with its defaults.</summary>
[Trait("Size", "Large")]
public sealed class FloodTests
{
    private const string Attacker = "127.0.0.40", Honest = "127.0.0.41";

    // A loaded machine needs its time; a server that is shut needs a minute.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task With_2048_descriptors_2500_silent_connections_keep_nobody_out_and_end_nothing()
    {
        using var folder = new TemporaryFolder();
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        var added = await Here.RunWithAsync(
            "Geheim-1234\n", ["account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path, .. unixUser]);
        Assert.Equal(0, added.ExitCode);
        await using var server = await ServeCommand.StartLimitedAsync(2048, folder, "--address", Flood.Here);
        Assert.Contains("1536 connections; 2048 open files, 512 of them reserved for files, shells and pipes", server.Command.Output,
            StringComparison.Ordinal);
        Assert.Contains("limits: connections 20000 is reduced to 1536", server.Command.Error, StringComparison.Ordinal);
        // A shell that is open before, is used in the middle of it, and ends after.
        var url = $"https://{Flood.Here}:{server.HttpsPort}/wsman";
        await using var shell = Command.StartWith(
            "Geheim-1234\n", "shell", url, "--insecure", "--user", "alice", "--password-stdin", "--",
            "echo begun; sleep 6; ulimit -Sn; echo ended");
        await shell.WaitForAsync(c => c.Output.Contains("begun", StringComparison.Ordinal), "the shell's first line");

        using var flood = new Flood();
        for (var i = 0; i < 2500; i++)
            await flood.ConnectAsync(i % 2 == 0 ? server.HttpPort : server.RpcPort, i % 5 == 0 ? "127.0.0.42" : Attacker);
        await ServesAsync(server, flood);
        Assert.InRange(Directory.GetFiles($"/proc/{server.Command.Process.Id}/fd").Length, 1000, 2040);
        Assert.Equal(0, await shell.EndAsync());
        // Programs in shells have the usual limit and not the raised one.
        Assert.Equal("begun\n1024\nended", shell.Output.ReplaceLineEndings("\n").Trim());
        await server.Command.WaitForAsync(c =>
            c.Error.Contains($"closed a connection of {Attacker}", StringComparison.Ordinal), "a line about the flood");
        await server.Command.WaitForAsync(c =>
            c.Error.Contains($"more connections of {Attacker} in", StringComparison.Ordinal), "a line that counts it");
        Assert.InRange(server.Command.Error.Split('\n').Count(line => line.Contains("closed ", StringComparison.Ordinal)), 2, 40);
    }

    [Fact]
    public async Task Silent_bound_and_greedy_connections_of_one_address_disturb_no_other()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--address", Flood.Here);
        using var flood = new Flood();
        for (var i = 0; i < 5000; i++) await flood.ConnectAsync(server.HttpPort, Attacker);
        await ServesAsync(server, flood);
        Assert.InRange(flood.Alive, 500, 1100);
        await server.Command.WaitForAsync(
            c =>
            c.Error.Contains($"closed a connection of {Attacker}: limit reached: connections of this address neither bound nor logged on",
            StringComparison.Ordinal), "a line about the flood");

        // 8 connections that start 2,049 handshakes each, and 40 unfinished requests of 4 MiB, held 286 MB.
        var before = ResidentMegabytes(server);
        for (var i = 0; i < 8; i++) Assert.InRange(await BeginHandshakesAsync(flood, server, 2049), 1, 16);
        for (var i = 0; i < 40; i++) Assert.InRange(await BeginRequestAsync(flood, server), 0, 2 << 20);
        Assert.InRange(ResidentMegabytes(server) - before, -1000, 60);
        await ServesAsync(server, flood);
    }

    [Fact]
    public async Task A_body_that_comes_with_each_leg_of_a_logon_is_dropped_and_the_connection_lives()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--address", Flood.Here);
        using var flood = new Flood();
        var socket = (await flood.ConnectAsync(server.HttpPort, Honest))!;
        for (var leg = 0; leg < 3; leg++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n"));
            await socket.SendAsync(new byte[400_000]);
            Assert.StartsWith("HTTP/1.1 401", Encoding.ASCII.GetString(await Flood.ReceiveAsync(socket)), StringComparison.Ordinal);
        }
    }

    private static async Task ServesAsync(ServeCommand server, Flood flood)
    {
        var clock = Stopwatch.StartNew();
        Assert.Contains("IdentifyResponse", await flood.IdentifyAsync(server.HttpPort, Honest), StringComparison.Ordinal);
        Assert.NotNull(await flood.BindAsync(server.RpcPort, Honest));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);
    }

    /// <summary>How many handshakes one connection has started when it was closed.</summary>
    private static async Task<int> BeginHandshakesAsync(Flood flood, ServeCommand server, int wanted)
    {
        var socket = (await flood.BindAsync(server.RpcPort, Attacker))!;
        byte[] negotiate = [.. "NTLMSSP\0"u8, 1, 0, 0, 0, 0xb7, 0x82, 0x08, 0xe2, .. new byte[16], 10, 0, 0x63, 0x45, 0, 0, 0, 15];
        try
        {
            for (var id = 1; id <= wanted; id++)
            {
                // alter_context ([C706] 12.6.4.1) of the same context, with a trailer of NTLM at level integrity after it.
                var pdu = Convert.FromHexString(
                    "05000e03100000004800000001000000d016d01600000000" + "0100000000000100" + "0883afe11f5dc91191a408002b14a0fa03000000"
                    + "045d888aeb1cc9119fe808002b10486002000000");
                pdu = [.. pdu, 10, 5, 0, 0, .. BitConverter.GetBytes(id), .. negotiate];
                BitConverter.TryWriteBytes(pdu.AsSpan(8), (ushort)pdu.Length);
                BitConverter.TryWriteBytes(pdu.AsSpan(10), (ushort)negotiate.Length);
                await socket.SendAsync(pdu);
                if (await Flood.ReceiveAsync(socket) is not [_, _, 15, ..]) return id - 1;
            }
        }
        catch (SocketException)
        {
            return 0;
        }

        return wanted;
    }

    /// <summary>How many bytes of a request without end were sent when the connection was closed.</summary>
    private static async Task<int> BeginRequestAsync(Flood flood, ServeCommand server)
    {
        var socket = (await flood.BindAsync(server.RpcPort, Attacker))!;
        var pdu = new byte[5824];
        var sent = 0;
        try
        {
            for (var flags = 1; sent < 4 << 20; flags = 0, sent += pdu.Length)
            {
                byte[] header = [5, 0, 0, (byte)flags, 0x10, 0, 0, 0, (byte)(pdu.Length & 0xff), (byte)(pdu.Length >> 8), 0, 0, 2, 0, 0, 0];
                header.CopyTo(pdu, 0);
                await socket.SendAsync(pdu);
                // What is on its way when the server closes is not held by it.
                if (flags == 0 && sent > 128 * 1024) await Task.Delay(10);
            }
        }
        catch (SocketException)
        {
            // It was closed.
        }

        return sent;
    }

    private static long ResidentMegabytes(ServeCommand server)
    {
        server.Command.Process.Refresh();
        return server.Command.Process.WorkingSet64 >> 20;
    }
}
