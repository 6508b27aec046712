using Sekimori.Cim.Model;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Fuzz.Wmi;

/// <summary>Objects to begin with: every type, defaults, methods with parameters of both directions, objects within objects.</summary>
public static class WmioSeeds
{
    /// <summary>The class of the outer objects.</summary>
    public static CimClass Outer { get; } = MakeOuter();

    /// <summary>Our own encodings, as encoding units.</summary>
    public static IReadOnlyList<byte[]> Own()
    {
        var encoders = new WmioEncoders("HOST", "root/cimv2");
        var writer = new ByteWriter([]);
        encoders.WriteClassUnit(ref writer, Outer);
        var all = new List<byte[]> { writer.Written.ToArray() };
        writer.Dispose();
        foreach (var instance in new[] { new CimInstance(Outer), Fill(2), Fill(0) })
        {
            var row = new ByteWriter([]);
            encoders.For(Outer).WriteUnit(ref row, instance);
            all.Add(row.Written.ToArray());
            row.Dispose();
        }
        return all;
    }

    /// <summary>Other people's, where they lie beside the clone.</summary>
    public static IReadOnlyList<byte[]> Shared()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "shared/vectors/wmio") is var path && Directory.Exists(path))
                return [.. Directory.GetFiles(path, "*.dump").Order().Select(f => Convert.FromHexString(File.ReadAllText(f).Trim()))];
        return [];
    }

    /// <summary>An instance with a value for every property.</summary>
    public static CimInstance Fill(int depth)
    {
        var instance = new CimInstance(Outer);
        foreach (var property in Outer.Properties)
        {
            var one = Value(property.Type, depth);
            instance[property.Index] = property.IsArray && !one.IsNull ? new CimArray(property.Type, one, one) : one;
        }
        return instance;
    }

    private static CimValue Value(CimType type, int depth) => type switch
    {
        CimType.SInt8 => (sbyte)-1,
        CimType.UInt8 => (byte)200,
        CimType.SInt16 => (short)-2,
        CimType.UInt16 => (ushort)60_000,
        CimType.SInt32 => -3,
        CimType.UInt32 => 4_000_000_000u,
        CimType.SInt64 => -4L,
        CimType.UInt64 => ulong.MaxValue - 1,
        CimType.Real32 => 1.5f,
        CimType.Real64 => -2.25,
        CimType.Boolean => true,
        CimType.Char16 => 'ß',
        CimType.String => depth % 2 == 0 ? "plain" : "関守 wide",
        CimType.DateTime => new CimDateTime(new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(9))),
        CimType.Reference => CimObjectPath.Of("Outer", "KeyName", "a \"quoted\" name"),
        _ => depth == 0 ? CimValue.Null : Fill(depth - 1),
    };

    private static CimClass MakeOuter()
    {
        var root = new CimClass("Root", null,
        [
            new()
            {
                Name = "Caption", Type = CimType.String, Origin = "Root", Index = 0, Default = "a caption",
                Qualifiers = [new("read", true)],
            },
        ]);
        var properties = new List<CimProperty>
        {
            new() { Name = "KeyName", Type = CimType.String, Origin = "Outer", Index = 1, IsKey = true },
        };
        foreach (var type in Enum.GetValues<CimType>())
        {
            properties.Add(Property(type, false, properties.Count + 1));
            properties.Add(Property(type, true, properties.Count + 1));
        }
        CimParameter Parameter(string name, CimType type, int id, string? reference = null) => new()
        {
            Name = name, Type = type, Id = id, ReferenceClass = reference, Qualifiers = [new("MappingStrings", CimArray.Of(["a", "b"])!)],
        };
        var both = Parameter("Both", CimType.UInt64, 1);
        return new CimClass("Outer", root, properties,
        [
            new() { Name = "Nothing", Origin = "Outer", IsVoid = true },
            new()
            {
                Name = "Everything", Origin = "Outer", IsStatic = true, ReturnType = CimType.SInt32,
                In = [Parameter("First", CimType.String, 0), both, Parameter("Object", CimType.Object, 2, "Outer")],
                Out = [both, Parameter("Last", CimType.DateTime, 3)],
                Qualifiers = [new("Implemented", true, CimFlavors.None), new("ValueMap", CimArray.Of(["0", ".."])!)],
            },
        ], [new("dynamic", true), new("provider", "Sekimori"), new("Locale", 1033)]);
    }

    private static CimProperty Property(CimType type, bool isArray, int index) => new()
    {
        Name = type + (isArray ? "s" : ""),
        Type = type,
        IsArray = isArray,
        Origin = "Outer",
        Index = index,
        ReferenceClass = type is CimType.Reference or CimType.Object ? "Outer" : null,
        Qualifiers = [new("Description", $"A {type}."), new("write", true)],
    };
}
