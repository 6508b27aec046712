using System.Diagnostics;
using System.Text;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.Tests.WsMan;

[Collection(OneShellHost.Name)]
[Trait("Size", "Large")]
public sealed class ShellTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Streams_and_exit_code_come_apart()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        Assert.Equal((7, "out\n", "err\n"), await RunAsync(shell, "echo out; echo err >&2; exit 7"));
        Assert.Equal((0, "again\n", ""), await RunAsync(shell, "echo again"));
    }

    [Fact]
    public async Task Input_is_passed_on_up_to_its_end()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("sha256sum"));
        var data = new byte[1_000_003];
        Random.Shared.NextBytes(data);
        await command.SendAsync(data.AsMemory(0, 5), end: false);
        await command.SendAsync(data.AsMemory(5), end: true);
        var (_, output, _) = await FinishAsync(command);
        Assert.StartsWith(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data)), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_megabytes_come_whole()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        var (code, output, _) = await RunAsync(shell, "head -c 10485760 /dev/zero | tr '\\0' x");
        Assert.Equal((0, 10485760), (code, output.Length));
    }

    [Theory]
    [InlineData(EnvelopeCharset.Utf8)]
    [InlineData(EnvelopeCharset.Utf16LittleEndian)]
    public async Task Any_bytes_of_both_streams_come_as_they_are(EnvelopeCharset charset)
    {
        var data = new byte[3_000_001];
        Random.Shared.NextBytes(data);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, data);
        using var client = fixture.Client(options => options with { Charset = charset });
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions($"cat {file}; cat {file} >&2; printf end; rm {file}"));
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, errors));
        Assert.True(output.ToArray().AsSpan().SequenceEqual([.. data, .. "end"u8]));
        Assert.True(errors.ToArray().AsSpan().SequenceEqual(data));
    }

    [Fact]
    public async Task Parts_of_a_flow_that_a_reader_keeps_stay_as_they_are()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("seq 1 500000"));
        var runs = await command.ReadAsync().ToListAsync();
        Assert.True(runs.Count > 3);
        Assert.Equal(string.Concat(Enumerable.Range(1, 500_000).Select(i => i + "\n")),
            string.Concat(runs.Select(run => Encoding.UTF8.GetString(run.Bytes.Span))));
    }

    [Fact]
    public async Task A_reader_that_leaves_a_flow_leaves_the_client_usable()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        var command = await shell.StartAsync(new RemoteCommandOptions("cat /dev/zero"));
        long got = 0;
        await foreach (var run in command.ReadAsync())
        {
            got += run.Bytes.Length;
            if (got > 2_000_000) break;
        }

        await command.DisposeAsync();
        Assert.Equal((0, "on\n", ""), await RunAsync(shell, "echo on"));
    }

    [Fact]
    public async Task A_shell_without_input_has_commands_that_find_its_end_at_once()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync(new RemoteShellOptions { HasInput = false });
        Assert.Equal((0, "over\n", ""), await RunAsync(shell, "cat; echo over"));
    }

    [Fact]
    public async Task A_command_that_is_silent_for_longer_than_a_request_lasts_is_waited_for()
    {
        using var client = fixture.Client(options => options with { OperationTimeout = TimeSpan.FromSeconds(1) });
        await using var shell = await client.OpenShellAsync();
        Assert.Equal((0, "late\n", ""), await RunAsync(shell, "sleep 3; echo late"));
    }

    [Fact]
    public async Task An_interrupt_reaches_the_command_while_its_output_is_waited_for()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        // Short sleeps: a shell's child that has not yet become sleep loses an interrupt, and the shell's trap waits for its end.
        var command = await shell.StartAsync(
            new RemoteCommandOptions("trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 5; done"));
        var started = Stopwatch.GetTimestamp();
        using var output = new MemoryStream();
        await foreach (var run in command.ReadAsync())
        {
            output.Write(run.Bytes.Span);
            if (Encoding.UTF8.GetString(output.ToArray()) == "ready\n") await command.SignalAsync(RemoteSignal.Interrupt);
        }

        Assert.Equal(("ready\ncaught\n", 3), (Encoding.UTF8.GetString(output.ToArray()), command.ExitCode));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Directory_and_environment_are_the_clients()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync(
            new RemoteShellOptions { WorkingDirectory = "/tmp", Environment = [new("COLOUR", "é <b>")] });
        Assert.Equal((0, "/tmp\né <b>\n", ""), await RunAsync(shell, "pwd; echo \"$COLOUR\""));
    }

    [Fact]
    public async Task Command_and_arguments_are_one_line_for_the_remote_shell()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("printf", "'[%s]'", "'a  b'", "''", "x y"));
        Assert.Equal((0, "[a  b][][x][y]", ""), await FinishAsync(command));
    }

    [Fact]
    public async Task What_a_closed_shell_ran_is_gone()
    {
        using var client = fixture.Client();
        var shell = await client.OpenShellAsync();
        var command = await shell.StartAsync(new RemoteCommandOptions("echo $$; exec sleep 4711"));
        var pid = "";
        await foreach (var run in command.ReadAsync())
        {
            pid = Encoding.UTF8.GetString(run.Bytes.Span).Trim();
            break;
        }

        Assert.True(Directory.Exists($"/proc/{pid}"));
        await shell.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{pid}"));
        Assert.Equal(0, fixture.Server.Service.Open.Shells);
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => shell.StartAsync(new RemoteCommandOptions("true")));
        Assert.Equal(2150858843u, fault.Number);
    }

    [Fact]
    public async Task A_reader_that_gives_up_leaves_the_client_usable()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        var command = await shell.StartAsync(new RemoteCommandOptions("sleep 60"));
        using var soon = new CancellationTokenSource(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await command.ReadAsync(soon.Token).ToListAsync());
        await command.DisposeAsync();
        Assert.Equal((0, "on\n", ""), await RunAsync(shell, "echo on"));
    }

    [Fact]
    public async Task Shells_run_side_by_side()
    {
        using var client = fixture.Client();
        var outputs = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var shell = await client.OpenShellAsync();
            return (await RunAsync(shell, $"sleep 0.2; echo {i}")).Output;
        }));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => i + "\n"), outputs);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(RemoteShell shell, string line)
    {
        await using var command = await shell.StartAsync(new RemoteCommandOptions(line));
        return await FinishAsync(command);
    }

    private static async Task<(int Code, string Output, string Errors)> FinishAsync(RemoteCommand command)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var code = await command.CopyToAsync(output, errors);
        return (code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }
}
