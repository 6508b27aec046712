using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class ServiceProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_come_over_the_bus_and_can_be_started_stopped_and_set()
    {
        using var bus = new PrivateBus();
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Services = new SystemdServices(bus.Address) }).Build();
        async Task<Dictionary<string, CimInstance>> All() =>
            await (await manager.EnumerateAsync(Host.Space, "Win32_Service", Host.Reader, Token)).ToDictionaryAsync(s =>
            s["Name"].AsString!, cancellationToken: Token);
        async Task<long> Call(string name, string method, params KeyValuePair<string, CimValue>[] arguments) =>
            (await manager.InvokeAsync(Host.Space, CimObjectPath.Of("Win32_Service", "Name", name), method, arguments, Host.Administrator,
            Token)).Result.ReturnValue.AsInt64;

        var services = await All();
        Assert.Equal(["batch", "broken", "web"], services.Keys.Order());
        var web = services["web"];
        Assert.Equal(("Running", "Auto", 4242L), (web["State"].AsString, web["StartMode"].AsString, web["ProcessId"].AsInt64));
        Assert.Equal(("/usr/bin/web --port 80", "www", "A web server"),
            (web["PathName"].AsString, web["StartName"].AsString, web["DisplayName"].AsString));
        Assert.Equal(("Stopped", "Manual", false),
            (services["batch"]["State"].AsString, services["batch"]["StartMode"].AsString, services["batch"]["Started"].AsBoolean));
        Assert.Equal("Error", services["broken"]["Status"].AsString);

        Assert.Equal(10, await Call("web", "StartService"));
        Assert.Equal(0, await Call("web", "StopService"));
        Assert.Equal(6, await Call("web", "StopService"));
        Assert.Equal(0, await Call("web", "StartService"));
        Assert.Equal(2, await Call("broken", "StartService"));
        Assert.Equal(0, await Call("web", "ChangeStartMode", new KeyValuePair<string, CimValue>("StartMode", "Disabled")));
        Assert.Equal("Disabled", (await All())["web"]["StartMode"].AsString);
        Assert.Equal(0, await Call("web", "ChangeStartMode", new KeyValuePair<string, CimValue>("StartMode", "Manual")));
        Assert.Equal("Manual", (await All())["web"]["StartMode"].AsString);
        Assert.Equal(0, await Call("web", "ChangeStartMode", new KeyValuePair<string, CimValue>("StartMode", "Automatic")));
        Assert.Equal(21, await Call("web", "ChangeStartMode", new KeyValuePair<string, CimValue>("StartMode", "Boot")));
        Assert.Equal(CimStatus.NotFound, (await Assert.ThrowsAsync<CimException>(() => Call("nothing", "StartService"))).Status);
        Assert.Equal(CimStatus.NotFound, (await Assert.ThrowsAsync<CimException>(() => Call("../x", "StartService"))).Status);
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await manager.InvokeAsync(Host.Space, CimObjectPath.Of("Win32_Service", "Name", "web"), "StopService", [],
            Host.Operator, Token));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
    }

    [Fact]
    public async Task Without_a_bus_services_are_not_available_and_what_is_asked_with_them_still_comes()
    {
        var manager = new ObjectManagerBuilder().AddLinux(
            new LinuxSources { Services = new SystemdServices("unix:path=/nonexistent/bus"), Packages = new NoPackages() }).Build();
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await (await manager.EnumerateAsync(Host.Space, "Win32_Service", Host.Reader, Token)).CountAsync(Token));
        Assert.Equal(CimStatus.NotAvailable, e.Status);
        Assert.NotEqual(
            0,
            await (await manager.QueryAsync(
            Host.Space, "SELECT Name FROM CIM_LogicalElement WHERE Name = '/'", Host.Reader, Token)).Instances.CountAsync(Token));
    }

    [Fact]
    public async Task The_services_of_this_host_are_those_that_systemctl_lists()
    {
        if (!Directory.Exists("/run/systemd/system"))
            Assert.Skip("systemd does not run on this host");
        var expected = Tool.Table("systemctl", "list-units", "--type=service", "--all", "--plain", "--no-legend")
            .Where(r => r[1] != "not-found").Select(r => r[0].Replace(".service", "", StringComparison.Ordinal));
        var actual = (await Host.Query("SELECT Name FROM Win32_Service")).Select(s => s["Name"].AsString!).ToHashSet();
        Assert.All(expected, name => Assert.Contains(name, actual));
    }
}
