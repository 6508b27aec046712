using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.SystemObjects;

public class ScratchTests
{
    private static readonly CimCaller _administrator = new(new Caller("a", Role.Administrator, "Local", ProtectionLevel.Privacy), null);

    private readonly ObjectManager _manager = new ObjectManagerBuilder
    {
        Limits = new CimLimits { MaxStoredClasses = 5, MaxStoredProperties = 10, MaxStoredDepth = 3 }
    }.AddSystem().Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_is_made_filled_and_deleted()
    {
        var made = await Put(Class("My_Thing", null, Property("Name", CimType.String, key: true),
            Property("Size", CimType.UInt32, value: 7u)));
        Assert.Equal("My_Thing", (await _manager.ReadClassAsync(ObjectManager.Scratch, "my_thing", _administrator, Token)).Name);
        var path = await _manager.CreateAsync(ObjectManager.Scratch, "My_Thing", [new("Name", "a")], _administrator, Token);
        var one = await _manager.GetAsync(ObjectManager.Scratch, path, _administrator, Token);
        Assert.Same(made, one.Class);
        Assert.Equal(7, one["Size"].AsInt64);
        Assert.Equal(CimStatus.ClassHasInstances, await Fails(() => Put(Class("My_Thing", null))));
        await _manager.DeleteAsync(ObjectManager.Scratch, path, _administrator, Token);
        await Put(Class("My_Thing", null, Property("Other", CimType.String, key: true)));
        Assert.NotNull((await _manager.ReadClassAsync(ObjectManager.Scratch, "My_Thing", _administrator, Token)).FindProperty("Other"));
        await _manager.DeleteClassAsync(ObjectManager.Scratch, "MY_THING", _administrator, Token);
        Assert.Equal(CimStatus.NotFound, await Fails(() => Delete("My_Thing")));
    }

    [Fact]
    public async Task A_derived_class_has_the_namespaces_superclass()
    {
        var super = await Put(Class("A", null, Property("Name", CimType.String, key: true), Property("Size", CimType.UInt32)));
        await _manager.CreateAsync(ObjectManager.Scratch, "A", [new("Name", "kept")], _administrator, Token);
        // As a client sends it: the names of the superclasses, and all properties in an order of its own.
        var sent = new CimClass("B", null,
            [Property("More", CimType.String, 0), Property("Name", CimType.String, 1, key: true), Property("Size", CimType.UInt32, 2)],
            derivation: ["a"]);
        var made = await Put(sent);
        Assert.Same(super, made.Superclass);
        Assert.Equal(["Name", "Size", "More"], made.Properties.Select(p => p.Name));
        Assert.Equal("Name", Assert.Single(made.KeyProperties).Name);
        await _manager.CreateAsync(ObjectManager.Scratch, "B", [new("Name", "b"), new("More", "m")], _administrator, Token);
        var all = await _manager.EnumerateAsync(ObjectManager.Scratch, "A", _administrator, Token);
        Assert.Equal(["kept", "b"], await all.Select(i => i["Name"].AsString!).ToListAsync(Token));
        Assert.Equal(CimStatus.ClassHasChildren, await Fails(() => Put(Class("A", null))));
        await Delete("A");
        Assert.Empty(await _manager.ReadClassesAsync(ObjectManager.Scratch, null, isDeep: false, _administrator, Token)
            is var left && left.All(c => c.Name.StartsWith("__", StringComparison.Ordinal)) ? [] : left);
    }

    [Fact]
    public async Task Modes_names_places_and_roles_are_checked()
    {
        Assert.Equal(CimStatus.NotFound, await Fails(() => Put(Class("A", null), CimWriteMode.UpdateOnly)));
        await Put(Class("A", null), CimWriteMode.CreateOnly);
        Assert.Equal(CimStatus.AlreadyExists, await Fails(() => Put(Class("a", null), CimWriteMode.CreateOnly)));
        Assert.Equal(CimStatus.InvalidOperation, await Fails(() => Put(Class("__A", null))));
        Assert.Equal(CimStatus.InvalidOperation, await Fails(() => Delete("__NAMESPACE")));
        Assert.Equal(CimStatus.InvalidParameter, await Fails(() => Put(Class("A b", null))));
        Assert.Equal(CimStatus.InvalidParameter, await Fails(() => Put(Class("", null))));
        Assert.Equal(CimStatus.InvalidSuperclass, await Fails(() => Put(Class("X", "Nothing"))));
        Assert.Equal(CimStatus.InvalidSuperclass, await Fails(() => Put(Class("A", "A"))));
        Assert.Equal(CimStatus.InvalidParameter,
            await Fails(() => Put(Class("X", null, Property("R", CimType.Reference, target: "Nothing")))));
        Assert.Equal(CimStatus.AccessDenied, await Fails(async () => await _manager.PutClassAsync(
            "root/cimv2", Class("X", null), CimWriteMode.CreateOrUpdate, _administrator, Token)));
        var someone = _administrator with { Identity = _administrator.Identity with { Role = Role.Operator } };
        Assert.Equal(CimStatus.AccessDenied, await Fails(async () => await _manager.PutClassAsync(
            ObjectManager.Scratch, Class("X", null), CimWriteMode.CreateOrUpdate, someone, Token)));
    }

    [Fact]
    public async Task Classes_have_limits()
    {
        Assert.Equal(CimStatus.QuotaViolation, await Fails(() => Put(Class("X", null,
            [.. Enumerable.Range(0, 11).Select(i => Property($"P{i}", CimType.String))]))));
        await Put(Class("A", null));
        await Put(Class("B", "A"));
        await Put(Class("C", "B"));
        Assert.Equal(CimStatus.InvalidSuperclass, await Fails(() => Put(Class("D", "C"))));
        await Put(Class("D", null));
        await Put(Class("E", null));
        Assert.Equal(CimStatus.QuotaViolation, await Fails(() => Put(Class("F", null))));
    }

    [Fact]
    public async Task The_guard_is_asked_about_the_class()
    {
        var guard = new Events.SwitchedGuard { Denied = "Secret" };
        var caller = _administrator with { Guard = guard };
        Assert.Equal(CimStatus.AccessDenied, await Fails(async () => await _manager.PutClassAsync(
            ObjectManager.Scratch, Class("Secret", null), CimWriteMode.CreateOrUpdate, caller, Token)));
        Assert.Equal(["Secret"], guard.Asked);
        await Put(Class("Secret", null));
        Assert.Equal(CimStatus.AccessDenied, await Fails(async () =>
            await _manager.DeleteClassAsync(ObjectManager.Scratch, "Secret", caller, Token)));
    }

    private async Task<CimClass> Put(CimClass c, CimWriteMode mode = CimWriteMode.CreateOrUpdate) =>
        await _manager.PutClassAsync(ObjectManager.Scratch, c, mode, _administrator, Token);

    private async Task Delete(string name) => await _manager.DeleteClassAsync(ObjectManager.Scratch, name, _administrator, Token);

    private static async Task<CimStatus> Fails(Func<Task> action) => (await Assert.ThrowsAsync<CimException>(action)).Status;

    private static CimClass Class(string name, string? super, params CimProperty[] properties) => new(name, null,
        properties.Select((p, i) => Property(p.Name, p.Type, i, p.IsKey, p.Default, p.ReferenceClass)),
        derivation: super is null ? null : [super]);

    private static CimProperty Property(
        string name, CimType type, int index = 0, bool key = false, CimValue value = default, string? target = null) =>
        new() { Name = name, Type = type, Index = index, Origin = "X", IsKey = key, Default = value, ReferenceClass = target };
}
