using Sekimori.Cim.Model;
using Sekimori.Linux.Tests;

namespace Sekimori.Wmi.Tests.Server;

/// <summary>Every class of this host through WMI's interfaces: the objects that the object manager gives every door.</summary>
[Trait("Size", "Large")]
public sealed class SameRowsTests : IDisposable
{
    private readonly WmiClientKit _kit = new(Host.Manager);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Classes => [.. Host.Manager.Namespaces
        .SelectMany(s => Host.Manager.GetNamespace(s, Host.Administrator).Classes.Select(c => (s, c.Name)))];

    public void Dispose() => _kit.Dispose();

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task A_class_and_the_paths_of_its_instances_are_those_of_the_object_manager(string space, string name)
    {
        var services = await _kit.LogOn(space);
        var c = await services.GetObjectAsync(name, 0, null, new(null), null, Token);
        Assert.Equal(0u, c.Status);
        SameObjects.Check(Host.Manager.GetNamespace(space, Host.Administrator).GetClass(name), WmiClientKit.Decode(c.Found!.Pointer).Class);

        var result = await services.ExecQueryAsync("WQL", $"SELECT * FROM {name}", 0, null, Token);
        List<CimInstance> expected;
        try
        {
            expected = await (await Host.Manager.QueryAsync(space, $"SELECT * FROM {name}", Host.Administrator, Token)).Instances
                .ToListAsync(Token);
        }
        catch (CimException e)
        {
            Assert.Equal((uint)e.Status, result.Status);
            Assert.Skip(e.Message);
            return;
        }
        Assert.Equal(0u, result.Status);
        var rows = _kit.Enumerator(result);
        var found = new List<CimInstance>();
        for (var status = 0u; status == 0;)
        {
            var next = await rows.NextAsync(-1, 100, Token);
            status = next.Status;
            found.AddRange(next.Objects.Select(o => WmiClientKit.Decode(o).Instance!));
        }
        // Processes and connections come and go between the two.
        string[] changing = ["Process", "Connection", "Thread", "Session", "File"];
        if (expected.Count < 50 && !changing.Any(part => name.Contains(part, StringComparison.Ordinal)))
        {
            Assert.Equal(expected.Count, found.Count);
            Assert.All(expected.Zip(found), pair =>
                Assert.True(Path(pair.First).Equals(Path(pair.Second)), $"{pair.First}, {pair.Second}"));
        }
        else
        {
            Assert.InRange(found.Count, expected.Count / 2, expected.Count * 2);
        }
    }

    // Equal if they name the same object: a reference within gains host and namespace.
    private static CimObjectPath Path(CimInstance instance) => instance.GetPath() ?? CimObjectPath.Class(instance.Class.Name);
}
