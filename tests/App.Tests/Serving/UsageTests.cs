using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

[Trait("Size", "Large")]
public class UsageTests
{
    [Theory]
    [InlineData("'srve' is unknown; did you mean 'serve'?", "srve")]
    [InlineData("'--adress' is unknown; did you mean '--address'?", "serve", "--adress", "127.0.0.1")]
    [InlineData("--http-port: 'x' is neither a port", "serve", "--http-port", "x")]
    [InlineData("--allow: '10.0.0.1/8' has bits set", "serve", "--allow", "10.0.0.1/8")]
    [InlineData("--address: 'localhost' is not an IPv4 or IPv6 address", "serve", "--address", "localhost")]
    [InlineData("--rpc-dynamic-port: '9-1'", "serve", "--rpc-dynamic-port", "9-1")]
    [InlineData("every port is off", "serve", "--rpc-port", "off", "--http-port", "off", "--https-port", "off", "--data",
        "/tmp/sekimori-never")]
    [InlineData("/nowhere/at-all.yaml cannot be read", "serve", "--settings", "/nowhere/at-all.yaml")]
    [InlineData("did you mean 'samr'?", "rpc", "map", "127.0.0.1", "samrr")]
    [InlineData("is not a host", "rpc", "dump", "a b")]
    [InlineData("127.0.0.1[1]: connection refused", "rpc", "dump", "127.0.0.1[1]")]
    public async Task Misuse_and_failure_are_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await Command.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("sekimori: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_settings_file_with_a_mistake_is_refused_with_file_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("settings.yaml", "rpc:\n  port: 135\n  dynamic-prot: 50000\n");
        var (exitCode, _, error) = await Command.RunAsync("serve", "--settings", file, "--data", folder.File("data"));
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"sekimori: {file}:3:3: 'dynamic-prot' is not a setting; did you mean 'dynamic-port'?", error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task The_settings_file_and_the_command_line_say_the_same_and_the_command_line_wins()
    {
        using var folder = new TemporaryFolder();
        var ports = ServeCommand.FreePorts(5);
        var file = folder.Write("settings.yaml", $"""
            address: 127.0.0.1
            data: data
            rpc: {"{"} port: {ports[0]}, dynamic-port: {ports[1]} {"}"}
            wsman: {"{"} http-port: {ports[2]}, https-port: off {"}"}
            """);
        await using var command = Command.Start("serve", "--settings", file, "--http-port", $"{ports[3]}");
        await command.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        Assert.Contains($"127.0.0.1:{ports[0]} ", command.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{ports[1]} ", command.Output, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{ports[3]}/wsman", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Certificate", command.Output, StringComparison.Ordinal);
        Assert.Contains(folder.File("data"), command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', command.Output);
    }

    [Fact]
    public async Task A_group_without_a_command_shows_its_help_and_exit_code_2()
    {
        var (exitCode, output, _) = await Command.RunAsync("rpc");
        Assert.Equal(2, exitCode);
        Assert.Contains("interfaces <HOST[PORT]>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mapper_wants_a_logon_and_single_interfaces_more_where_settings_say_so()
    {
        const string password = "Geheim-1234\n";
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.yaml", "rpc:\n  least-level: connect\n  least-levels: { mgmt: privacy }\n");
        await using (var add = Command.StartWith(password, "account", "add", "alice", "--password-stdin", "--data", folder.Path))
            Assert.Equal(0, await add.EndAsync());
        await using var server = await ServeCommand.StartAsync(folder, "--settings", settings, "--address", "127.0.0.1");
        var mapper = $"127.0.0.1[{server.RpcPort}]";
        var (exitCode, output, error) = await Here.RunAsync("rpc", "dump", mapper);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("access denied", error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await AsAliceAsync("dump", mapper, "connect"));
        Assert.Equal(1, await AsAliceAsync("interfaces", mapper, "integrity"));
        Assert.Equal(0, await AsAliceAsync("interfaces", mapper, "privacy"));
        // The socket knows who is there.
        Assert.Equal(0, (await Here.RunAsync("rpc", "interfaces", $"ncalrpc:[{folder.File("rpc.sock")}]")).ExitCode);

        static async Task<int> AsAliceAsync(string what, string host, string level)
        {
            await using var command = Command.StartWith(
                password, "rpc", what, host, "--user", "alice", "--password-stdin", "--level", level);
            return await command.EndAsync();
        }
    }

    [Fact]
    public async Task Dump_map_and_interfaces_show_what_a_server_offers()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--address", "127.0.0.1");
        var (exitCode, output, _) = await Here.RunAsync("rpc", "dump", $"127.0.0.1[{server.RpcPort}]", "--json");
        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Contains(json.RootElement.EnumerateArray(), one =>
            one.GetProperty("name").GetString() == "mgmt" && one.GetProperty("endpoint").GetString() == $"{server.DynamicPort}");

        (exitCode, output, _) = await Here.RunAsync("rpc", "map", $"127.0.0.1[{server.RpcPort}]", "mgmt");
        Assert.Equal(0, exitCode);
        Assert.Contains($"ncacn_ip_tcp:127.0.0.1[{server.DynamicPort}]", output, StringComparison.Ordinal);

        (exitCode, output, var error) = await Here.RunAsync("rpc", "map", $"127.0.0.1[{server.RpcPort}]", "samr");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("does not serve samr", error, StringComparison.Ordinal);

        (exitCode, output, _) = await Here.RunAsync("rpc", "interfaces", $"ncalrpc:[{folder.File("rpc.sock")}]");
        Assert.Equal(0, exitCode);
        Assert.Contains("e1af8308-5d1f-11c9-91a4-08002b14a0fa  3.0      epmapper", output, StringComparison.Ordinal);
    }
}
