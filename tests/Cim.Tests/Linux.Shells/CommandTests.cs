using System.Text;

namespace Sekimori.Linux.Shells.Tests;

[Trait("Size", "Large")]
public sealed class CommandTests : IAsyncLifetime
{
    private UnixShellHost _host = null!;
    private UnixShell _shell = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        _shell = await _host.OpenAsync(Kit.Request());
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Output_errors_and_exit_code_arrive_apart()
    {
        Assert.Equal((7, "out\n", "err\n"), await _shell.RunAsync("echo out; echo err >&2; exit 7"));
    }

    [Fact]
    public async Task Arguments_reach_the_command_as_they_are()
    {
        string[] arguments = ["a b", "$HOME", "`id`", "'; rm -rf x", "*", "", "\"q\"", "é漢"];
        var (code, output, _) = await _shell.RunAsync("printf '[%s]'", arguments);
        Assert.Equal(0, code);
        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]")), output);
    }

    [Fact]
    public async Task A_direct_command_has_no_shell_between()
    {
        await using var command = await _shell.StartAsync(
            new CommandRequest { Command = "echo", Arguments = ["$HOME;", "a b"], Direct = true });
        Assert.Equal((0, "$HOME; a b\n", ""), await command.FinishAsync());
    }

    [Fact]
    public async Task A_direct_line_is_split_at_blanks_outside_quotes()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "printf '[%s]' \"a b\" c", Direct = true });
        Assert.Equal("'[a b]''[c]'", (await command.FinishAsync()).Output);
    }

    [Fact]
    public async Task A_line_in_quotes_is_a_line()
    {
        Assert.Equal("x y\n", (await _shell.RunAsync("\"echo x y\"")).Output);
    }

    // As cmd.exe /c reads it: the first and the last quotation mark go, unless the first word is what is to be run.
    [Theory]
    [InlineData("\"sh -c \"exit 3\"\"", 3, "")]
    [InlineData("\"sh -c \"echo \\\"a  b\\\"\"\"", 0, "a  b\n")]
    [InlineData("\"sh -c 'exit 4'\"", 4, "")]
    [InlineData("\"sh -c \"exit 3\"\" more", 3, "")]
    [InlineData("\"\"sh\" -c \"exit 5\"\"", 5, "")]
    [InlineData("\"A=1 sh -c \"echo $A\"\"", 0, "\n")]
    [InlineData("\"export A=2; sh -c \"exit \\$A\"\"", 2, "")]
    [InlineData("\"(exit 6)\"", 6, "")]
    [InlineData("\"(sh -c \"exit 6\")\"", 6, "")]
    [InlineData("\" echo a \"b  c\" \"", 0, "a b  c\n")]
    [InlineData("\"echo\" \"b  c\"", 0, "b  c\n")]
    [InlineData("\"/bin/echo\" \"b  c\" d \"e\"", 0, "b  c d e\n")]
    [InlineData("\"/bin/echo\"", 0, "\n")]
    [InlineData("\"exit\" \"7\"", 7, "")]
    [InlineData("'echo' \"b  c\"", 0, "b  c\n")]
    public async Task Quotes_around_a_whole_line_go_and_those_within_it_stay(string line, int code, string output)
    {
        var (exit, said, _) = await _shell.RunAsync(line);
        Assert.Equal((code, output), (exit, said));
    }

    [Theory]
    [InlineData("\"no such program\" \"b c\"", "no such program: not found")]
    [InlineData("\"no such program\" b \"c", "Unterminated quoted string")]
    public async Task A_line_that_runs_nothing_stays_as_it_is(string line, string error)
    {
        var (exit, _, said) = await _shell.RunAsync(line);
        Assert.True(exit is 127 or 2, $"{exit}");
        Assert.Contains(error, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PowerShell a b", "a b\n")]
    [InlineData("\"PowerShell\" a b", "a b\n")]
    [InlineData("\"powershell\" \"a  b\"", "a  b\n")]
    [InlineData("'PowerShell.exe' \"a  b\"", "a  b\n")]
    [InlineData("\"PowerShell \"a  b\"\"", "a  b\n")]
    [InlineData("\"PowerShell a b\"", "a b\n")]
    [InlineData("\"My Tool\" c", "c\n")]
    [InlineData("\"My Tool\" \"c\"", "c\n")]
    [InlineData("\"My Tool\";echo d", "\nd\n")]
    public async Task A_name_may_stand_for_another_in_quotes_too(string line, string output)
    {
        var settings = Kit.Settings(Kit.NewInstance()) with
        {
            Commands = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["powershell"] = "echo", ["powershell.exe"] = "echo", ["my tool"] = "echo"
            },
        };
        await using var host = await UnixShellHost.StartAsync(settings);
        await using var shell = await host.OpenAsync(Kit.Request());
        Assert.Equal((0, output, ""), await shell.RunAsync(line));
        if (line.Contains(';', StringComparison.Ordinal)) return;
        await using var direct = await shell.StartAsync(new CommandRequest { Command = line.Replace('\'', '"'), Direct = true });
        Assert.Equal((0, output, ""), await direct.FinishAsync());
    }

    [Fact]
    public async Task A_missing_program_ends_with_127_and_without_a_shell_it_is_not_started()
    {
        foreach (var program in (string[])["no-such-program-here", "/no/such/program", "\"no such\" program", "", "/tmp"])
        {
            var failure = await Assert.ThrowsAsync<ShellException>(() =>
                _shell.StartAsync(new CommandRequest { Command = program, Direct = true }));
            Assert.Equal(ShellFact.NoProgram, failure.Fact);
        }
        Assert.Equal(127, (await _shell.RunAsync("no-such-program-here")).Code);
    }

    [Fact]
    public async Task A_name_may_stand_for_another()
    {
        var settings = Kit.Settings(Kit.NewInstance()) with
        {
            Commands = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["powershell"] = "printf" }
        };
        await using var host = await UnixShellHost.StartAsync(settings);
        await using var shell = await host.OpenAsync(Kit.Request());
        Assert.Equal("ab", (await shell.RunAsync("PowerShell", "%s", "ab")).Output);
    }

    [Fact]
    public async Task Ten_megabytes_arrive_whole()
    {
        await using var command = await _shell.StartAsync(
            new CommandRequest { Command = "head -c 10485760 /dev/zero | tr '\\0' x; echo end >&2" });
        var (code, output, errors) = await command.FinishAsync();
        Assert.Equal((0, 10485760, "end\n"), (code, output.Length, errors));
        Assert.DoesNotContain(output, c => c != 'x');
    }

    [Fact]
    public async Task Output_that_nobody_reads_blocks_the_command()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "head -c 20000000 /dev/zero; echo done >&2" });
        await Task.Delay(500);
        Assert.False(command.Exited.IsCompleted);
        Assert.Equal(20000000, (await command.FinishAsync()).Output.Length);
    }

    [Fact]
    public async Task Input_arrives_up_to_its_end()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "wc -c" });
        await command.WriteAsync(Encoding.UTF8.GetBytes("12345"), end: false, Kit.Soon);
        await command.WriteAsync(Encoding.UTF8.GetBytes("678"), end: true, Kit.Soon);
        Assert.Equal("8", (await command.FinishAsync()).Output.Trim());
    }

    [Fact]
    public async Task Input_and_output_flow_at_once()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "cat" });
        var write = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await command.WriteAsync(new byte[100_000], end: i == 99, Kit.Soon);
        });
        Assert.Equal(10_000_000, (await command.FinishAsync()).Output.Length);
        await write;
    }

    [Fact]
    public async Task Input_that_the_command_does_not_read_is_refused_by_name()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "exec 0<&-; sleep 30" });
        var failure = await Assert.ThrowsAsync<ShellException>(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await command.WriteAsync(new byte[10], end: false, Kit.Soon);
                await Task.Delay(20);
            }
        });
        Assert.Equal(ShellFact.InputClosed, failure.Fact);
    }

    [Fact]
    public async Task A_shell_without_input_gives_its_commands_an_end()
    {
        await using var shell = await _host.OpenAsync(Kit.Request() with { HasInput = false });
        Assert.Equal((0, "", ""), await shell.RunAsync("cat"));
    }

    [Fact]
    public async Task Control_c_interrupts_the_whole_group()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "trap 'echo caught; exit 3' INT; sleep 100" });
        await Task.Delay(200);
        await command.InterruptAsync();
        Assert.Equal((3, "caught\n"), ((await command.FinishAsync()) is var (code, output, _) ? (code, output) : default));
    }

    [Fact]
    public async Task A_signal_that_kills_is_128_and_its_number()
    {
        await using var command = await _shell.StartAsync(new CommandRequest { Command = "exec sleep 100" });
        await Task.Delay(100);
        await command.InterruptAsync();
        Assert.Equal(130, (await command.FinishAsync()).Code);
    }

    [Fact]
    public async Task Terminate_kills_what_outlives_its_grace()
    {
        var settings = Kit.Settings(Kit.NewInstance()) with { TerminateGrace = TimeSpan.FromMilliseconds(300) };
        await using var host = await UnixShellHost.StartAsync(settings);
        await using var shell = await host.OpenAsync(Kit.Request());
        await using var command = await shell.StartAsync(new CommandRequest { Command = "trap '' TERM; while :; do sleep 1; done" });
        await Task.Delay(200);
        await command.TerminateAsync();
        Assert.Equal(137, (await command.FinishAsync()).Code);
    }

    [Fact]
    public async Task A_service_left_behind_does_not_hold_up_the_end_and_lives_on()
    {
        var (code, output, _) = await _shell.RunAsync("(while :; do echo tick; sleep 0.05; done) & echo $!");
        Assert.Equal(0, code);
        Assert.StartsWith(output.Split('\n')[0], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_are_at_their_defaults_and_no_descriptor_is_inherited()
    {
        var (_, output, _) = await _shell.RunAsync(
            "grep -E 'SigIgn|SigBlk' /proc/self/status | sed s/00000001[0-9a-f]*/0000000000000000/; ls /proc/self/fd; umask; ulimit -Sn");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n0\n1\n2\n3\n0022\n1024\n", output);
    }

    [Fact]
    public async Task The_environment_is_a_fresh_logins_and_the_clients()
    {
        Environment.SetEnvironmentVariable("SEKIMORI_TEST_SECRET", "do not tell");
        await using var shell = await _host.OpenAsync(
            Kit.Request() with { Environment = [new("COLOUR", "é=1"), new("LANG", "C")], Directory = "/tmp" });
        var (_, output, _) = await shell.RunAsync("env; pwd");
        var lines = output.Split('\n');
        Assert.Contains("COLOUR=é=1", lines);
        Assert.Contains("LANG=C", lines);
        Assert.Contains("HOME=" + UnixUser.Current.Home, lines);
        Assert.Contains("/tmp", lines);
        Assert.DoesNotContain("SEKIMORI_TEST_SECRET", output, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET_", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_profile_is_read_where_it_is_asked_for_and_the_client_s_variables_win()
    {
        var home = Directory.CreateTempSubdirectory("sekimori-home-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home, ".profile"),
                "echo noise; echo noise >&2; read line; export FROM_PROFILE=yes BOTH=profile; PATH=\"$HOME/bin:$PATH\"\n");
            KeyValuePair<string, string>[] own = [new("HOME", home), new("BOTH", "it's the client's"), new("odd-name", "x")];
            const string Show = "cat; echo \"$FROM_PROFILE|$BOTH|${PATH%%:*}\"";
            foreach (var (load, expected) in new[]
            {
                (true, $"input\nyes|it's the client's|{home}/bin\n"), (false, "input\n|it's the client's|/usr/local/sbin\n")
            })
            {
                await using var shell = await _host.OpenAsync(Kit.Request() with { Environment = own, LoadProfile = load });
                await using var command = await shell.StartAsync(new CommandRequest { Command = Show });
                await command.WriteAsync("input\n"u8.ToArray(), end: true, Kit.Soon);
                Assert.Equal((0, expected, ""), await command.FinishAsync());
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task A_directory_may_name_variables_as_windows_does()
    {
        await using var shell = await _host.OpenAsync(Kit.Request() with { Environment = [new("HOME", "/")], Directory = "%USERPROFILE%" });
        Assert.Equal(UnixUser.Current.Home + "\n", (await shell.RunAsync("pwd")).Output);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_refused()
    {
        var failure = await Assert.ThrowsAsync<ShellException>(() => _host.OpenAsync(Kit.Request() with { Directory = "/no/such/place" }));
        Assert.Equal(ShellFact.BadDirectory, failure.Fact);
    }

    [Fact]
    public async Task Many_commands_run_side_by_side()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => _shell.RunAsync("sleep 0.2; echo", i.ToString())));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => i + "\n"), runs.Select(run => run.Output));
    }

    [Fact]
    public async Task A_command_that_is_closed_under_its_reader_ends_for_it()
    {
        var command = await _shell.StartAsync(new CommandRequest { Command = "sleep 60" });
        await command.DisposeAsync();
        var buffer = new byte[64];
        // Each turn brings an end: a reader that is woken for nothing would go on for ever.
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Null(command.ExitCode);
            await command.WaitAsync(Kit.Soon);
            Assert.True(command.TryRead(buffer, out var count, out _, out var end));
            Assert.Equal((0, true), (count, end));
        }

        await command.WaitAsync(Kit.Soon);
        Assert.NotNull(command.ExitCode);
        Assert.False(command.TryRead(buffer, out _, out _, out _));
    }
}
