using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

/// <summary>Win32_Environment is made, changed and deleted in /etc/environment; here in a copy.</summary>
public class EnvironmentProviderTests
{
    [Fact]
    public async Task Variables_are_made_changed_and_deleted_and_other_lines_stay()
    {
        using var tree = new FakeTree();
        tree.Write("etc/environment", "# by hand\nPATH=/usr/bin\n\nLANG=C.UTF-8\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        var path = await manager.CreateAsync(
            Host.Space, "win32_environment", [new("Name", "EDITOR"), new("VariableValue", "vi -x")], Host.Administrator, default);
        Assert.Equal("Win32_Environment.Name=\"EDITOR\",UserName=\"<SYSTEM>\"", path.ToRelativeString());
        Assert.Equal("# by hand\nPATH=/usr/bin\n\nLANG=C.UTF-8\nEDITOR=\"vi -x\"\n", Text());
        var changed = await manager.PutAsync(Host.Space, path, [new("VariableValue", "ed")], Host.Administrator, default);
        Assert.Equal("ed", changed["VariableValue"].AsString);
        Assert.Equal("# by hand\nPATH=/usr/bin\n\nLANG=C.UTF-8\nEDITOR=ed\n", Text());
        await manager.DeleteAsync(Host.Space, path, Host.Administrator, default);
        Assert.Equal("# by hand\nPATH=/usr/bin\n\nLANG=C.UTF-8\n", Text());
        Assert.Single(Directory.GetFiles(tree.Paths.Etc));

        string Text() => File.ReadAllText(Path.Combine(tree.Paths.Etc, "environment"));
    }

    [Theory]
    [InlineData("A B", "x", CimStatus.InvalidParameter)]
    [InlineData("1A", "x", CimStatus.InvalidParameter)]
    [InlineData("A", "x\nB=y", CimStatus.InvalidParameter)]
    [InlineData("A", "it's", CimStatus.InvalidParameter)]
    [InlineData("PATH", "x", CimStatus.AlreadyExists)]
    public async Task What_cannot_stand_in_the_file_is_refused(string name, string value, CimStatus status)
    {
        using var tree = new FakeTree();
        tree.Write("etc/environment", "PATH=/usr/bin\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        var e = await Assert.ThrowsAsync<CimException>(
            async () => await manager.CreateAsync(
            Host.Space, "Win32_Environment", [new("Name", name), new("VariableValue", value)], Host.Administrator, default));
        Assert.Equal(status, e.Status);
        Assert.Equal("PATH=/usr/bin\n", File.ReadAllText(Path.Combine(tree.Paths.Etc, "environment")));
    }

    [Fact]
    public async Task Keys_and_other_properties_do_not_change()
    {
        using var tree = new FakeTree();
        tree.Write("etc/environment", "PATH=/usr/bin\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        var path = new CimObjectPath("Win32_Environment", [new CimKey("Name", "PATH"), new CimKey("UserName", "<SYSTEM>")]);
        foreach (var property in (string[])["Name", "SystemVariable", "Caption"])
        {
            var value = property == "SystemVariable" ? (CimValue)false : "other";
            Assert.Equal(CimStatus.InvalidParameter,
                (await Assert.ThrowsAsync<CimException>(async () =>
                await manager.PutAsync(Host.Space, path, [new(property, value)], Host.Administrator, default))).Status);
        }
        Assert.Equal(CimStatus.AccessDenied,
            (await Assert.ThrowsAsync<CimException>(async () =>
            await manager.DeleteAsync(Host.Space, path, Host.Operator, default))).Status);
        // Of this host, since the copy has no kernel.
        var whole = new ObjectManagerBuilder().AddLinux().Build();
        Assert.Equal(CimStatus.ProviderNotCapable, (await Assert.ThrowsAsync<CimException>(async () =>
            await whole.PutAsync(Host.Space, CimObjectPath.Singleton("Win32_OperatingSystem"), [new("Caption", "x")], Host.Administrator,
            default))).Status);
    }
}
