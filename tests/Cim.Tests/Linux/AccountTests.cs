using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

public class AccountTests
{
    [Fact]
    public async Task Users_and_groups_are_those_that_getent_prints()
    {
        var users = (await Host.Query("SELECT * FROM Win32_UserAccount")).ToDictionary(u => u["Name"].AsString!);
        foreach (var fields in Tool.Run("getent", "-s", "files", "passwd").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(':')))
        {
            var user = users[fields[0]];
            Assert.Equal("S-1-22-1-" + fields[2], user["SID"].AsString);
            Assert.Equal(fields[4].Split(',')[0], user["FullName"].AsString);
        }
        var groups = (await Host.Query("SELECT * FROM Win32_Group")).ToDictionary(u => u["Name"].AsString!);
        foreach (var fields in Tool.Run("getent", "-s", "files", "group").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(':')))
            Assert.Equal("S-1-22-2-" + fields[2], groups[fields[0]]["SID"].AsString);
    }

    [Fact]
    public async Task Passwords_states_memberships_and_sessions_come_from_their_files()
    {
        using var tree = new FakeTree();
        tree.Write(
            "etc/passwd",
            "ann:x:1000:1000:Ann Example,Room 1:/home/ann:/bin/bash\nbob:x:1001:1001::/home/bob:/bin/sh\n# comment\nbroken\n");
        tree.Write("proc/meminfo", "");
        tree.Write("etc/group", "ann:x:1000:\nbob:x:1001:\nstaff:x:50:ann,bob\n");
        tree.Write("etc/shadow", "ann:$y$hash:19000:0:99999:7:::\nbob:!:19000:0:90:7:::\n");
        tree.Write("run/systemd/sessions/3",
            "UID=1000\nUSER=ann\nACTIVE=1\nSTATE=active\nREMOTE=1\nTYPE=tty\nCLASS=user\nREALTIME=1700000000000000\nSERVICE=sshd\n");
        tree.Write("run/systemd/sessions/3.ref", "");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        async Task<List<Sekimori.Cim.Model.CimInstance>> Ask(string query) =>
            await (await manager.QueryAsync(Host.Space, query, Host.Reader, default)).Instances.ToListAsync();
        var ann = Assert.Single(await Ask("SELECT * FROM Win32_UserAccount WHERE Name='ann'"));
        Assert.False(ann["Disabled"].AsBoolean || ann["PasswordExpires"].AsBoolean);
        Assert.True(ann["PasswordRequired"].AsBoolean);
        Assert.Equal("Ann Example", ann["FullName"].AsString);
        var bob = Assert.Single(await Ask("SELECT * FROM Win32_UserAccount WHERE Disabled = TRUE"));
        Assert.Equal("bob", bob["Name"].AsString);
        Assert.True(bob["PasswordExpires"].AsBoolean);
        var host = Environment.MachineName;
        Assert.Equal(["ann", "staff"],
            (await Ask($"ASSOCIATORS OF {{Win32_UserAccount.Domain='{host}',Name='ann'}} WHERE ResultClass=Win32_Group")).Select(g =>
            g["Name"].AsString));
        Assert.Equal(
            ["ann", "bob"], (await Ask($"ASSOCIATORS OF {{Win32_Group.Domain='{host}',Name='staff'}} WHERE Role=GroupComponent")).Select(
            g => g["Name"].AsString));
        var session =
            Assert.Single(
            await Ask($"ASSOCIATORS OF {{Win32_UserAccount.Domain='{host}',Name='ann'}} WHERE AssocClass=Win32_LoggedOnUser"));
        Assert.Equal("3", session["LogonId"].AsString);
        Assert.Equal(10, session["LogonType"].AsInt64);
        Assert.Equal(1700000000, session["StartTime"].AsDateTime!.Value.Time.ToUnixTimeSeconds());
        Assert.Equal(1, Assert.Single(await Ask("SELECT NumberOfUsers FROM Win32_OperatingSystem"))["NumberOfUsers"].AsInt64);
    }
}
