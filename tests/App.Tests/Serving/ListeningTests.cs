using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

[Trait("Size", "Large")]
public class ListeningTests
{
    private const int SigKill = 9, SigTerm = 15, SigInt = 2;

    [Theory]
    [InlineData(0, "--rpc-port")]
    [InlineData(1, "--rpc-dynamic-port")]
    [InlineData(2, "--http-port")]
    [InlineData(3, "--https-port")]
    public async Task A_port_that_is_taken_is_named_with_its_remedy_and_nothing_is_half_started(int which, string option)
    {
        using var folder = new TemporaryFolder();
        var ports = ServeCommand.FreePorts(4);
        using var taken = new TcpListener(IPAddress.Loopback, ports[which]);
        taken.Start();
        var (exitCode, output, error) = await Command.RunAsync([.. ServeCommand.Arguments(ports, folder.Path), "--address", "127.0.0.1"]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"sekimori: port {ports[which]} on 127.0.0.1 is taken by another program", error, StringComparison.Ordinal);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        taken.Stop();
        foreach (var port in ports)
            await RefusedAsync(port);
    }

    [Fact]
    public async Task A_port_that_needs_privilege_is_named_with_its_remedy()
    {
        var unprivileged = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), CultureInfo.InvariantCulture);
        if (unprivileged <= 135)
            Assert.Skip($"ports from {unprivileged} on need no privilege on this machine");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        var ports = ServeCommand.FreePorts(4);
        ports[0] = 135;
        await using var command = Command.StartUnprivileged(
            [.. ServeCommand.Arguments(ports, folder.File("data")), "--address", "127.0.0.1"]);
        Assert.Equal(2, await command.EndAsync());
        Assert.Equal("sekimori: port 135 on 127.0.0.1 needs privilege: use sudo, or choose a port above 1023 with --rpc-port",
            command.Error.Trim());
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Command.RunAsync(
            [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), "--address", "192.0.2.1"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("192.0.2.1 is not an address of this machine", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task A_signal_ends_it_within_5_seconds_with_connections_open(int signal)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder);
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, server.RpcPort);
        using var waiting = new TcpClient();
        await waiting.ConnectAsync(IPAddress.Loopback, server.HttpPort);
        await waiting.GetStream().WriteAsync("POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"u8.ToArray());
        var clock = Stopwatch.StartNew();
        server.Signal(signal);
        Assert.Equal(0, await server.Command.EndAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"it took {clock.Elapsed}");
        Assert.False(File.Exists(folder.File("rpc.sock")));
    }

    [Fact]
    public async Task One_data_folder_serves_one_server_and_a_killed_one_leaves_nothing_in_the_way()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServeCommand.StartAsync(folder);
        var (exitCode, _, error) = await Command.RunAsync(ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path));
        Assert.Equal(2, exitCode);
        Assert.Contains("another Sekimori serves with the data folder", error, StringComparison.Ordinal);
        first.Signal(SigKill);
        await first.Command.EndAsync();
        Assert.True(File.Exists(folder.File("rpc.sock")));
        await using var second = await ServeCommand.StartAsync(folder);
        Assert.False(second.Command.Process.HasExited);
    }

    [Fact]
    public async Task A_data_folder_that_others_may_look_into_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        var (exitCode, _, error) = await Command.RunAsync(ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path));
        Assert.Equal(2, exitCode);
        Assert.Contains($"chmod 700 {folder.Path}", error, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(int port)
    {
        using var client = new TcpClient();
        var failure = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }
}
