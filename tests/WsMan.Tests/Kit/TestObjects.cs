using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>A class with a property of every kind, a subclass, and a method.</summary>
internal sealed class TestObjects : ICimProvider
{
    public static readonly CimClass Base =
        new("Test_Base", null, [Property("Name", CimType.String, 0, "Test_Base", key: true)],
        qualifiers: [new CimQualifier("abstract", true)]);

    public static readonly CimClass Item = new("Test_Item", Base,
    [
        Property("Number", CimType.UInt32, 1), Property("Big", CimType.UInt64, 2), Property("Text", CimType.String, 3),
        Property("Words", CimType.String, 4, array: true),
        Property("When", CimType.DateTime, 5), Property("Lasts", CimType.DateTime, 6), Property("Flag", CimType.Boolean, 7),
        Property("Real", CimType.Real64, 8),
        Property("Other", CimType.Reference, 9), Property("Inner", CimType.Object, 10), Property("Nothing", CimType.String, 11),
        Property("Letter", CimType.Char16, 12),
        Property("Bytes", CimType.UInt8, 13, array: true),
    ],
    [
        new CimMethod
        {
            Name = "Echo", IsStatic = true, Origin = "Test_Item",
            In = [new CimParameter { Name = "Text", Type = CimType.String, IsRequired = true },
                new CimParameter { Name = "Numbers", Type = CimType.UInt32, IsArray = true },
                new CimParameter { Name = "Inner", Type = CimType.Object }, new CimParameter { Name = "When", Type = CimType.DateTime },
                new CimParameter { Name = "Other", Type = CimType.Reference }],
            Out = [new CimParameter { Name = "Text", Type = CimType.String },
                new CimParameter { Name = "Numbers", Type = CimType.UInt32, IsArray = true },
                new CimParameter { Name = "InnerText", Type = CimType.String }, new CimParameter { Name = "When", Type = CimType.DateTime },
                new CimParameter { Name = "Other", Type = CimType.Reference }],
        },
    ]);

    private static readonly CimClass Embedded =
        new(
        "Test_Inner", null,
        [Property("Id", CimType.UInt16, 0, "Test_Inner", key: true), Property("Text", CimType.String, 1, "Test_Inner")]);

    private readonly int _count;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestObjects(int count) => _count = count;

    /// <summary>From this item on the source waits until <see cref="Open"/>.</summary>
    public int WaitsAt { get; init; } = int.MaxValue;

    public string Text { get; set; } = "text & <text>";

    public int Closed { get; private set; }

    public CimClass Class => Item;

    public bool MayBlock => false;

    public static ObjectManager Manager(TestObjects objects) =>
        new ObjectManagerBuilder().Add("root/cimv2", objects).Add("root/cimv2", Embedded).Build();

    public void Open() => _gate.TrySetResult();

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        try
        {
            for (var i = 0; i < _count; i++)
            {
                if (i == WaitsAt) await _gate.Task.WaitAsync(request.CancellationToken);
                yield return Make(i);
            }
        }
        finally
        {
            Closed++;
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        path.TryGetKey("Name", out var name);
        if (Enum.TryParse<CimStatus>(name.AsString, out var status)) throw new CimException(status, "The provider says so.");
        if (name.AsString == "broken") throw new InvalidOperationException("A secret that no client is told.");
        return int.TryParse(name.AsString?.Replace("item", ""), out var index) && index < _count
            ? new(Make(index))
            : new((CimInstance?)null);
    }

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call)
    {
        var a = call.Arguments;
        return new(new CimMethodResult(7u, a[0], a[1], a[2].AsInstance is { } inner ? inner["Text"] : default, a[3], a[4]));
    }

    /// <summary>What Put, Create and Delete have asked for, in order.</summary>
    public List<string> Changes { get; } = [];

    public ValueTask PutAsync(ProviderChange change)
    {
        Changes.Add($"put {change.Instance["Name"]}: "
            + string.Join(", ", change.Changed.Select(p => $"{p.Name}={change.Instance[p.Index]}")));
        return ValueTask.CompletedTask;
    }

    public ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
    {
        if (change.Instance["Name"].AsString == "item0") throw new CimException(CimStatus.AlreadyExists, "It is there.");
        Changes.Add("create: " + string.Join(", ", change.Changed.Select(p => $"{p.Name}={change.Instance[p.Index]}")));
        return new(change.Instance.GetPath()!);
    }

    public ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        Changes.Add($"delete {path}");
        return ValueTask.CompletedTask;
    }

    private CimInstance Make(int index)
    {
        var item = new CimInstance(Item);
        item.Set("Name", "item" + index);
        item.Set("Number", (uint)index);
        item.Set("Big", ulong.MaxValue);
        item.Set("Text", Text);
        item.Set("Words", CimArray.Of(["one", "two"])!);
        item.Set("When", new CimDateTime(new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.FromHours(9))));
        item.Set("Lasts", new CimDateTime(new TimeSpan(1, 2, 3, 4)));
        item.Set("Flag", true);
        item.Set("Real", 1.5);
        item.Set("Other", CimObjectPath.Of("Test_Item", "Name", "item0") with { Namespace = "root/cimv2" });
        var inner = new CimInstance(Embedded);
        inner.Set("Id", (ushort)3);
        inner.Set("Text", "within");
        item.Set("Inner", inner);
        item.Set("Letter", 'x');
        item.Set("Bytes", new CimArray(CimType.UInt8, (byte)1, (byte)255));
        return item;
    }

    private static CimProperty Property(
        string name, CimType type, int index, string origin = "Test_Item", bool key = false, bool array = false) =>
        new() { Name = name, Type = type, Index = index, Origin = origin, IsKey = key, IsArray = array };
}
