using Sekimori.App.Posture;
using Sekimori.App.Terminal;
using Sekimori.App.Tests.Kit;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Tests.Posture;

/// <summary>The regular audit of a server.</summary>
[Trait("Size", "Large")]
public sealed class ScheduleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_directory_is_no_target_of_a_regular_audit() => Assert.Contains("needs an account", Assert.Throws<CommandException>(() =>
        PostureSchedule.Check(new() { Targets = ["ldap://dc1.lab.test"], Schedule = "0 3 * * 1" })).Message);

    [Theory]
    [InlineData("ldap://dc1.lab.test", "secret\n", false, null), InlineData("ldap://dc1.lab.test", "secret\n", true, "chmod 600")]
    [InlineData("ldap://dc1.lab.test", "\n", false, "is no password"), InlineData("ldap://u:p@dc1", "secret", false, "ldap://")]
    public void The_account_of_a_directory_is_checked_when_the_server_starts(string target, string text, bool isOpen, string? expected)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("password", text);
        File.SetUnixFileMode(file, isOpen ? (UnixFileMode)0b110_100_100 : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = new PostureSettings { Targets = [target], Directory = new() { User = @"LAB\kei", PasswordFile = file } };
        if (expected is null) PostureSchedule.Check(settings);
        else
        {
            var failure = Assert.Throws<CommandException>(() => PostureSchedule.Check(settings));
            Assert.Contains(expected, failure.Message);
            Assert.DoesNotContain("secret", failure.Message);
        }
    }

    [Fact]
    public async Task What_changed_between_two_audits_raises_one_alert()
    {
        using var folder = new TemporaryFolder();
        var policy = Directory.CreateDirectory(folder.File("dc1"));
        Write(policy, level: 5);
        var alerts = folder.File("alerts.jsonl");
        var settings = folder.Write("settings.yaml", $$"""
            posture:
              targets: [{{policy.FullName}}]
              schedule: "*/2 * * * * *"
              keep: 3
            alerts: { severity: informational, file: {{alerts}} }
            """);
        await using var server = await ServeCommand.StartAsync(folder, "--settings", settings);
        await server.Command.WaitForAsync(command => Count(command.Error, "is over") >= 2, "two audits");
        Assert.False(File.Exists(alerts) && File.ReadAllText(alerts).Contains("audit_", StringComparison.Ordinal));
        Write(policy, level: 1);
        var until = DateTime.UtcNow + Limit;
        while (!(File.Exists(alerts) && File.ReadAllText(alerts).Contains("audit_new", StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < until, server.Command.Error);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var seen = Count(server.Command.Error, "is over");
        await server.Command.WaitForAsync(command => Count(command.Error, "is over") >= seen + 2, "two more audits");
        var line = Assert.Single(File.ReadLines(alerts), one => one.Contains("audit_", StringComparison.Ordinal));
        Assert.Contains("R12", line);
        Assert.Contains("dc1", line);
        var (code, runs, _) = await Command.RunAsync("audit", "report", "--list", "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.InRange(Count(runs, "inside"), 3, 4);
    }

    [Theory]
    [InlineData("targets: [\"10.0.0.0/33\"]", "10.0.0.0/33"), InlineData("targets: [a b]", "neither a host"),
        InlineData("schedule: \"61 * * * *\"", "61 * * * *"), InlineData("from: moon", "moon"), InlineData("tragets: [a]", "tragets"),
        InlineData("directory: { user: kei }", "either password-file or keytab"),
        InlineData("directory: { user: kei, keytab: k, workstation: 'a b' }", "letters, digits")]
    public async Task A_slip_in_the_settings_is_told_when_the_server_starts(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.yaml", $"posture:\n  {line}\n");
        var (code, _, error) = await Command.RunAsync("serve", "--settings", settings, "--data", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static void Write(DirectoryInfo folder, int level)
    {
        // Never half of it: the audit reads whenever it is its time.
        var draft = Path.Combine(folder.Parent!.FullName, "draft.reg");
        File.WriteAllText(draft,
            "Windows Registry Editor Version 5.00\r\n\r\n" + $"[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n"
            + $"\"LmCompatibilityLevel\"=dword:0000000{level}\r\n");
        File.Move(draft, Path.Combine(folder.FullName, "lsa.reg"), overwrite: true);
    }
}
