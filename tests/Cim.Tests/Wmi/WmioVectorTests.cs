using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests;

/// <summary>Objects that Windows and [MS-WMIO] 3 encoded.</summary>
public class WmioVectorTests
{
    private static readonly WmioDecoder Decoder = new(new WmioLimits());

    [Theory]
    [InlineData("win32_process", "WIN2019-X-XX", @"ROOT\cimv2")]
    [InlineData("win32_process_startup", "WIN2019-X-XX", @"ROOT\cimv2")]
    [InlineData("structure_example", "DPRAVAT-DEV", "ROOT")]
    [InlineData("class_encoding_with_methods", "DPRAVAT-DEV", "ROOT")]
    public void A_class_decodes_to_what_its_MOF_says(string name, string host, string space)
    {
        var found = Decoder.DecodeUnit(Vectors.Bytes(name));

        Assert.Equal((host, space), (found.Host, found.Namespace));
        Assert.Null(found.Instance);
        var mof = MofText.Read(Vectors.Mof(name));
        Assert.Equal(2, mof.Count);
        Compare(mof[0], found.Class.Superclass!, name);
        Compare(mof[1], found.Class, name);
    }

    [Theory]
    [InlineData("win32_process")]
    [InlineData("win32_process_startup")]
    [InlineData("structure_example")]
    [InlineData("class_encoding_with_methods")]
    public void A_decoded_class_is_printed_as_its_MOF_says(string name)
    {
        var found = Decoder.DecodeUnit(Vectors.Bytes(name)).Class;

        var printed = Assert.Single(MofText.Read(MofPrinter.Print(found)));

        var expected = MofText.Read(Vectors.Mof(name))[1];
        Assert.Equal((expected.Name, expected.Superclasses[0]), (printed.Name, Assert.Single(printed.Superclasses)));
        foreach (var member in printed.Members)
            Compare(expected.Members.Single(m => m.Name == member.Name), member, name);
        foreach (var method in expected.Members.Where(m => m.Parameters is not null))
            Assert.Contains(printed.Members, m => m.Name == method.Name && m.Parameters!.Count == method.Parameters!.Count);
        foreach (var own in found.Properties.Where(p => p.Origin == found.Name))
            Assert.Contains(printed.Members, m => m.Name == own.Name);
    }

    // Equal in meaning, not in bytes: Windows leaves unused space in its objects, and numbers its heap otherwise.
    [Theory]
    [InlineData("win32_process")]
    [InlineData("win32_process_startup")]
    [InlineData("structure_example")]
    [InlineData("class_encoding_with_methods")]
    public void A_decoded_class_encodes_to_the_same_class(string name)
    {
        var original = Vectors.Bytes(name);
        var first = Decoder.DecodeUnit(original);

        var writer = new ByteWriter([]);
        new WmioEncoders(first.Host!, first.Namespace!).WriteClassUnit(ref writer, first.Class);
        var again = Decoder.DecodeUnit(writer.Written);

        Assert.True(writer.Position <= original.Length, $"{writer.Position} bytes, Windows needs {original.Length}");
        writer.Dispose();
        Assert.Equal((first.Host, first.Namespace), (again.Host, again.Namespace));
        SameObjects.Check(first.Class, again.Class);
        SameObjects.Check(first.Class.Superclass!, again.Class.Superclass!);
    }

    [Fact]
    public void An_instance_of_MS_WMIO_3_has_its_values_and_a_default_of_its_class()
    {
        var found = Decoder.DecodeUnit(Vectors.Bytes("instance_encoding")).Instance!;

        Assert.Equal("MyClass", found.Class.Name);
        Assert.Equal(["Base"], found.Class.Derivation);
        Assert.Equal(123, found["Id"].AsInt64);
        Assert.Equal("StringField", found["Data1"].AsString);
        Assert.Equal("defaultValue", found["Data2"].AsString);
        Assert.Equal([1L, 2, 3], found["Array"].AsArray!.ToArray(v => v.AsInt64));
    }

    // 2.2.33: the flags are at the place of the declaration. Whoever made the MOF looked them up at the place in the sorted table and gives
    // the default to YSize, whose slot is filled as one without value.
    [Fact]
    public void Win32_ProcessStartup_has_the_one_default_value_that_Windows_gives_it()
    {
        var found = Decoder.DecodeUnit(Vectors.Bytes("win32_process_startup")).Class;

        var property = Assert.Single(found.Properties, p => !p.Default.IsNull);
        Assert.Equal(("ErrorMode", 0L), (property.Name, property.Default.AsInt64));
    }

    [Fact]
    public void Flavors_types_and_origins_of_Win32_Process_are_those_of_Windows()
    {
        var found = Decoder.DecodeUnit(Vectors.Bytes("win32_process")).Class;

        Assert.Equal(["CIM_Process", "CIM_LogicalElement", "CIM_ManagedSystemElement"], found.Derivation);
        Assert.Equal("CIM_ManagedSystemElement", found.FindProperty("Caption")!.Origin);
        Assert.Equal("CIM_Process", found.FindProperty("Handle")!.Origin);
        Assert.Equal("Handle", Assert.Single(found.KeyProperties).Name);
        Assert.Equal(CimFlavors.ToInstance, found.OwnQualifiers.Single(q => q.Name == "provider").Flavors);
        Assert.Equal(CimFlavors.None, found.OwnQualifiers.Single(q => q.Name == "CreateBy").Flavors);
        Assert.Equal(CimFlavors.ToSubclass, found.FindProperty("Name")!.Qualifiers.Single(q => q.Name == "read").Flavors);
        var create = found.FindMethod("Create")!;
        Assert.True(create.IsStatic);
        Assert.Equal([0, 1, 2, 3], create.Parameters.Select(p => p.Id));
        Assert.Equal("Win32_ProcessStartup", create.In[2].ReferenceClass);
        Assert.Equal(CimType.Object, create.In[2].Type);
    }

    private static void Compare(MofText.Class expected, CimClass found, string name)
    {
        Assert.Equal(expected.Name, found.Name);
        Assert.Equal(expected.Superclasses, found.Derivation);
        CompareQualifiers(expected.Qualifiers, found.OwnQualifiers.ToDictionary(q => q.Name, Text, StringComparer.OrdinalIgnoreCase));
        var properties = expected.Members.Where(m => m.Parameters is null).ToList();
        Assert.Equal(properties.Select(p => p.Name), found.Properties.Select(p => p.Name));
        foreach (var property in properties)
        {
            var own = found.FindProperty(property.Name)!;
            var qualifiers = own.Qualifiers.ToDictionary(q => q.Name, Text, StringComparer.OrdinalIgnoreCase);
            if (own.IsKey)
                qualifiers.Add("key", "true");
            // MyClass2 of 3.2 inherits Data1 without the qualifiers that do not propagate.
            if (name != "class_encoding_with_methods")
                CompareQualifiers(property.Qualifiers, qualifiers);
            Assert.Equal(property.Type, own.ReferenceClass ?? own.Type.ToString().ToLowerInvariant());
            // What the superclass gives is not said again.
            var isInherited = found.Superclass?.FindProperty(own.Name) is { } above && above.Default.Equals(own.Default);
            if (name != "win32_process_startup" && !(isInherited && property.Default is null))
                Assert.Equal(property.Default, own.Default.IsNull ? null : '"' + own.Default.ToString() + '"');
        }
        foreach (var method in expected.Members.Where(m => m.Parameters is not null))
        {
            var own = found.FindMethod(method.Name)!;
            var qualifiers = own.Qualifiers.ToDictionary(q => q.Name, Text, StringComparer.OrdinalIgnoreCase);
            if (own.IsStatic)
                qualifiers.Add("static", "true");
            CompareQualifiers(method.Qualifiers, qualifiers);
            Assert.Equal(method.Type, own.ReturnType.ToString().ToLowerInvariant());
            Assert.Equal(method.Parameters!.Select(p => p.Name), own.Parameters.Select(p => p.Parameter.Name));
            foreach (var (parameter, place) in method.Parameters!.Zip(own.Parameters))
            {
                Assert.Equal(parameter.Type, place.Parameter.ReferenceClass ?? place.Parameter.Type.ToString().ToLowerInvariant());
                Assert.Equal(parameter.Qualifiers.ContainsKey("in"), place.IsIn);
                Assert.Equal(parameter.Qualifiers.ContainsKey("out"), place.IsOut);
                Assert.Equal(parameter.Qualifiers["ID"], $"{place.Id}");
                foreach (var qualifier in place.Parameter.Qualifiers)
                    Assert.Equal(parameter.Qualifiers[qualifier.Name], Text(qualifier));
            }
        }
    }

    private static void Compare(MofText.Member expected, MofText.Member printed, string name)
    {
        Assert.Equal(expected.Type, printed.Type);
        if (name != "win32_process_startup")
            Assert.Equal(expected.Default, printed.Default);
        CompareQualifiers(expected.Qualifiers, printed.Qualifiers);
        Assert.Equal(expected.Parameters?.Select(p => (p.Name, p.Type)), printed.Parameters?.Select(p => (p.Name, p.Type)));
        foreach (var (one, other) in (expected.Parameters ?? []).Zip(printed.Parameters ?? []))
            CompareQualifiers(one.Qualifiers.Where(q => q.Key != "ID").ToDictionary(), other.Qualifiers);
    }

    // The MOF of the vectors leaves a lone qualifier out.
    private static void CompareQualifiers(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found)
    {
        if (expected.Count == 0)
            Assert.InRange(found.Count, 0, 1);
        else
            Assert.Equal(
                expected.Select(q => $"{q.Key.ToUpperInvariant()}={q.Value}").Order(StringComparer.Ordinal),
                found.Select(q => $"{q.Key.ToUpperInvariant()}={q.Value}").Order(StringComparer.Ordinal));
    }

    private static string Text(CimQualifier qualifier) => qualifier.Value.AsArray is { } array
        ? "{" + string.Join("|", array.ToArray(Literal)) + "}"
        : Literal(qualifier.Value);

    private static string Literal(CimValue value) => value.AsString is { } text
        ? '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal) + '"'
        : value.ToString();
}
