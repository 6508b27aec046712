using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.SystemClasses;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.SystemObjects;

public class SystemTests
{
    private const string Subscription = "root/subscription";

    private static readonly CimCaller _reader = new(new Caller("r", Role.Reader, "Local", ProtectionLevel.Privacy), null);
    private static readonly CimCaller _operator = _reader with { Identity = _reader.Identity with { Role = Role.Operator } };
    private static readonly CimCaller _administrator = _reader with { Identity = _reader.Identity with { Role = Role.Administrator } };

    private readonly ObjectManager _manager = Make();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Namespaces_are_listed_below_their_parent()
    {
        Assert.Equal(["cimv2", "default", "scratch", "subscription", "t"], await Names("root"));
        Assert.Equal(["deep"], await Names("root/t"));
        Assert.Empty(await Names("root/cimv2"));
        var one = await _manager.GetAsync("root", CimObjectPath.Of("__NAMESPACE", "Name", "CIMV2"), _reader, Token);
        Assert.Equal("__NAMESPACE.Name=\"cimv2\"", one.GetPath()!.ToString());
        var found = await _manager.QueryAsync("root", "SELECT Name FROM __NAMESPACE WHERE Name LIKE 's%'", _reader, Token);
        Assert.Equal(2, await found.Instances.CountAsync(Token));

        async Task<List<string>> Names(string space) =>
            await (await _manager.EnumerateAsync(space, "__namespace", _reader, Token)).Select(i => i["Name"].AsString!).ToListAsync(Token);
    }

    [Fact]
    public async Task The_rights_to_a_namespace_are_those_of_the_role()
    {
        var path = CimObjectPath.Parse("__SystemSecurity=@");
        Assert.Equal(0x23, (await Call("GetCallerAccessRights", _operator)).Out[0].AsInt64);
        Assert.Equal(0x6003F, (await Call("GetCallerAccessRights", _administrator)).Out[0].AsInt64);
        var bytes = (await Call("GetSD", _administrator)).Out[0].AsArray!.ToArray(v => (byte)v.AsInt64);
        var descriptor = new DescriptorReader(bytes);
        Assert.Equal("1-8004 S-1-5-32-544 S-1-5-32-544 [0x6003F S-1-5-32-544] [0x21 S-1-5-11]", descriptor.Text);
        var denied = await Assert.ThrowsAsync<CimException>(() => Call(
            "SetSD", _administrator, new KeyValuePair<string, CimValue>("SD", CimArray.Of(CimType.UInt8, bytes, b => b))));
        Assert.Equal(CimStatus.AccessDenied, denied.Status);

        async Task<Providers.CimMethodResult> Call(string method, CimCaller caller, params KeyValuePair<string, CimValue>[] arguments) =>
            (await _manager.InvokeAsync("root/cimv2", path, method, arguments, caller, Token)).Result;
    }

    [Fact]
    public async Task Classes_are_listed_at_one_depth_or_at_all()
    {
        async Task<IEnumerable<string>> List(string? superclass, bool isDeep) =>
            (await _manager.ReadClassesAsync("root/cimv2", superclass, isDeep, _reader, Token)).Select(c => c.Name);
        Assert.Equal(["__SystemClass"], await List("", isDeep: false));
        Assert.Equal(SystemClass.All.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase), await List(null, isDeep: true));
        Assert.Equal(["__InstanceOperationEvent"], await List("__event", isDeep: false));
        Assert.Equal(["__InstanceCreationEvent", "__InstanceDeletionEvent", "__InstanceModificationEvent", "__InstanceOperationEvent"],
            await List("__Event", isDeep: true));
        Assert.Equal(CimStatus.InvalidClass,
            (await Assert.ThrowsAsync<CimException>(() => List("Nothing", isDeep: false))).Status);
    }

    [Theory]
    [InlineData("CommandLineEventConsumer")]
    [InlineData("ActiveScriptEventConsumer")]
    [InlineData("LogFileEventConsumer")]
    [InlineData("NTEventLogEventConsumer")]
    [InlineData("SMTPEventConsumer")]
    [InlineData("__EventFilter")]
    public async Task Event_consumers_are_not_stored_without_the_setting(string name)
    {
        var e = await Assert.ThrowsAsync<CimException>(async () => await _manager.CreateAsync(
            Subscription, name, [new("Name", "x")], _administrator, Token));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
        Assert.Contains("store-consumers", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, await (await _manager.EnumerateAsync(Subscription, name, _reader, Token)).CountAsync(Token));
    }

    // What wmipersist.py does, and undoes.
    [Fact]
    public async Task With_the_setting_administrators_store_them_and_nobody_else()
    {
        var manager = Make(storeConsumers: true);
        await manager.CreateAsync(Subscription, "ActiveScriptEventConsumer",
            [new("Name", "A"), new("ScriptingEngine", "VBScript"), new("ScriptText", "x = 1")], _administrator, Token);
        await manager.CreateAsync(Subscription, "__EventFilter",
            [new("Name", "EF_A"), new("Query", "select * from __TimerEvent where TimerID = \"TI_A\""), new("QueryLanguage", "WQL")],
            _administrator, Token);
        await manager.CreateAsync(Subscription, "__IntervalTimerInstruction",
            [new("TimerId", "TI_A"), new("IntervalBetweenEvents", 1000u)], _administrator, Token);
        var binding = await manager.CreateAsync(Subscription, "__FilterToConsumerBinding",
            [new("Filter", "__EventFilter.Name=\"EF_A\""), new("Consumer", "ActiveScriptEventConsumer.Name=\"A\"")],
            _administrator, Token);
        Assert.Equal(CimStatus.AccessDenied, (await Assert.ThrowsAsync<CimException>(async () => await manager.CreateAsync(
            Subscription, "__EventFilter", [new("Name", "y")], _operator, Token))).Status);
        Assert.Equal(CimStatus.AlreadyExists, (await Assert.ThrowsAsync<CimException>(async () => await manager.CreateAsync(
            Subscription, "__EventFilter", [new("Name", "ef_a")], _administrator, Token))).Status);
        var consumers = await manager.EnumerateAsync(Subscription, "__EventConsumer", _reader, Token);
        Assert.Equal("x = 1", Assert.Single(await consumers.ToListAsync(Token))["ScriptText"].AsString);
        var filter = CimObjectPath.Of("__EventFilter", "Name", "EF_A");
        await manager.PutAsync(Subscription, filter, [new("EventNamespace", "root\\cimv2")], _administrator, Token);
        Assert.Equal("root\\cimv2", (await manager.GetAsync(Subscription, filter, _reader, Token))["EventNamespace"].AsString);
        await manager.DeleteAsync(Subscription, binding, _administrator, Token);
        await manager.DeleteAsync(Subscription, filter, _administrator, Token);
        Assert.Equal(CimStatus.NotFound, (await Assert.ThrowsAsync<CimException>(async () =>
            await manager.DeleteAsync(Subscription, filter, _administrator, Token))).Status);
    }

    [Fact]
    public async Task Stored_objects_have_limits()
    {
        var manager = Make(storeConsumers: true, new CimLimits { MaxStoredInstances = 2, MaxStoredSize = 100 });
        ValueTask<CimObjectPath> Store(string name, string text) => manager.CreateAsync(
            Subscription, "LogFileEventConsumer", [new("Name", name), new("Text", text)], _administrator, Token);
        Assert.Equal(CimStatus.QuotaViolation,
            (await Assert.ThrowsAsync<CimException>(async () => await Store("a", new string('x', 101)))).Status);
        await Store("a", "");
        await Store("b", "");
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () => await Store("c", ""))).Status);
        Assert.Equal(CimStatus.InvalidParameter, (await Assert.ThrowsAsync<CimException>(async () => await manager.CreateAsync(
            Subscription, "LogFileEventConsumer", [new("Text", "x")], _administrator, Token))).Status);
    }

    private static ObjectManager Make(bool storeConsumers = false, CimLimits? limits = null) =>
        new ObjectManagerBuilder { Limits = limits ?? new CimLimits() }.AddSystem(storeConsumers)
        .Add("root/t", new CimClass("T", null, [])).Add("root/t/deep", new CimClass("T", null, [])).Build();
}
