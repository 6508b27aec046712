using System.Diagnostics;
using System.Text;
using Sekimori.App.Tests.Kit;
using Sekimori.Linux.Shells;

namespace Sekimori.App.Tests.Cim;

/// <summary>apps/sekimori-local: what it answers is what the whole program answers, and everything else goes to that.</summary>
[Trait("Size", "Large")]
public class LocalProgramTests
{
    // Built beside these tests, not yet native: the same sources.
    private static readonly string Folder =
        AppContext.BaseDirectory.Replace("/tests/App.Tests/", "/apps/sekimori-local/", StringComparison.Ordinal);

    [Theory]
    [InlineData("cim", "query", "SELECT Name, Handle, ParentProcessId FROM Win32_Process WHERE Handle = '1' OR Handle = '2'")]
    [InlineData("cim", "query", "--json", "SELECT Name, Handle FROM Win32_Process WHERE Handle = '1'")]
    [InlineData("cim", "query", "SELECT * FROM Win32_Process WHERE Handle = '0'")]
    [InlineData("cim", "query", "SELECT * FROM meta_class WHERE __CLASS LIKE 'Win32_P%'", "--mof")]
    [InlineData("cim", "classes")]
    [InlineData("cim", "classes", "MSFT%", "-n", "root/standardcimv2", "--json")]
    [InlineData("cim", "class", "Win32_Process")]
    [InlineData("cim", "get", "Win32_NetworkAdapterConfiguration.Index=1", "--json", "-n", "root/cimv2")]
    public async Task It_answers_about_this_machine_as_the_whole_program_does(params string[] line)
    {
        var whole = await Command.RunAsync(line);
        // Nothing is beside it here: it has answered itself.
        var local = await RunAsync(Path.Combine(Folder, "sekimori"), line);
        Assert.Equal((whole.ExitCode, whole.Output, whole.Error), local);
        Assert.Equal(0, local.ExitCode);
    }

    [Theory]
    [InlineData]
    [InlineData("--version")]
    [InlineData("cim")]
    [InlineData("cim", "query")]
    [InlineData("cim", "query", "SELECT * FROM Win32_Process", "--url", "https://host/wsman")]
    [InlineData("cim", "query", "SELECT * FROM", "Win32_Process")]
    [InlineData("cim", "query", "SELECT of nothing")]
    [InlineData("cim", "query", "--help")]
    [InlineData("cim", "get", "Win32_Process.Handle=\"0\"")]
    [InlineData("cim", "invoke", "Win32_Process", "Create", "CommandLine=true")]
    [InlineData("shell", "host", "--", "printf", "%s", "", "two words", "猫")]
    [InlineData("shell", "host", "--user", "u")]
    [InlineData("shell", "host", "--user", "u", "--")]
    [InlineData("shell", "host", "--user", "u", "--auth", "kerberos", "--", "true")]
    [InlineData("shell", "host", "--user", "u", "--detach", "--", "true")]
    [InlineData("shell", "host", "--user=u", "--", "true")]
    [InlineData("shell", "host", "--user", "u", "--user", "v", "--", "true")]
    [InlineData("shell", "host", "--user", "u", "--env", "nothing", "--", "true")]
    [InlineData("shell", "host", "--user", "u", "--timeout", "0", "--", "true")]
    [InlineData("shell", "host", "word", "--user", "u", "--", "true")]
    [InlineData("shell", "copy", "--user", "u", "--", "host", "a", "b")]
    public async Task Everything_else_goes_to_the_whole_program_with_its_arguments(params string[] line)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Folder)) File.Copy(file, folder.File(Path.GetFileName(file)));
        Directory.CreateDirectory(folder.File("whole"));
        var whole = folder.Write("whole/sekimori", "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>\\n' \"$a\"; done\nexit 7\n");
        File.SetUnixFileMode(whole, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (exitCode, output, error) = await RunAsync(folder.File("sekimori"), line);
        Assert.Equal((7, string.Concat(line.Select(a => $"<{a}>\n")), ""), (exitCode, output, error));
    }

    [Theory]
    [InlineData("shell", "127.0.0.1:1", "-u", "u", "--", "true")]
    [InlineData("shell", "http://127.0.0.1:1", "--user", "u", "--auth", "basic", "--", "true")]
    [InlineData("shell", "127.0.0.1:1", "--user", "u", "--auth", "ntlm", "--fingerprint", "no", "--", "true")]
    [InlineData("shell", "127.0.0.1:1", "--user", "u", "--ca", "/nowhere", "--timeout", "5", "--env", "A=B", "--cwd", "/", "--direct", "--",
        "true")]
    public async Task A_remote_command_that_fails_fails_as_in_the_whole_program(params string[] line)
    {
        var whole = await RunAsync(Command.Program, line);
        Assert.Equal(whole, await RunAsync(Path.Combine(Folder, "sekimori"), line));
        Assert.Equal(2, whole.ExitCode);
    }

    [Fact]
    public async Task It_keeps_shells()
    {
        var settings = new ShellSettings
        {
            KeeperCommand = [Path.Combine(Folder, "sekimori")], Instance = BitConverter.ToUInt32(Guid.NewGuid().ToByteArray()),
            TrustOperators = true
        };
        await using var host = await UnixShellHost.StartAsync(settings);
        await using var shell = await host.OpenAsync(
            new ShellRequest { Id = Guid.NewGuid(), User = UnixUser.Current.IsRoot ? "root" : null },
            TestContext.Current.CancellationToken);
        await using var command = await shell.StartAsync(
            new CommandRequest { Command = "sleep 1000 & readlink /proc/$PPID/exe; exit 5" }, TestContext.Current.CancellationToken);
        var output = new byte[1000];
        var text = "";
        while (command.ExitCode is null)
        {
            await command.WaitAsync(TestContext.Current.CancellationToken);
            while (command.TryRead(output, out var count, out _, out _)) text += Encoding.UTF8.GetString(output, 0, count);
        }

        Assert.Equal((5, settings.KeeperCommand[0] + "\n"), (command.ExitCode, text));
        await shell.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{shell.ProcessId}"));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SEKIMORI_PASSWORD"] = "a password";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
