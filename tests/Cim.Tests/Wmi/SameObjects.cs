using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Tests;

/// <summary>Compares classes and instances by what they mean.</summary>
internal static class SameObjects
{
    public static void Check(CimClass expected, CimClass found)
    {
        Assert.Equal(expected.Name, found.Name);
        Assert.Equal(expected.Derivation, found.Derivation);
        Check(expected.OwnQualifiers, found.OwnQualifiers, expected.Name);
        Assert.Equal(expected.Properties.Select(p => p.Name), found.Properties.Select(p => p.Name));
        foreach (var (one, other) in expected.Properties.Zip(found.Properties))
            Check(one, other);
        Assert.Equal(expected.Methods.Select(m => m.Name).Order(), found.Methods.Select(m => m.Name).Order());
        foreach (var method in expected.Methods)
            Check(method, found.FindMethod(method.Name)!);
    }

    public static void Check(CimProperty one, CimProperty other)
    {
        Assert.Equal(
            (one.Name, one.Type, one.IsArray, one.IsKey, one.ReferenceClass, one.Origin),
            (other.Name, other.Type, other.IsArray, other.IsKey, other.ReferenceClass, other.Origin));
        Check(one.Default, other.Default, one.Name);
        Check(one.Qualifiers, other.Qualifiers, one.Name);
    }

    public static void Check(CimInstance expected, CimInstance found)
    {
        Assert.Equal(expected.Class.Name, found.Class.Name);
        foreach (var property in expected.Class.Properties)
            Check(expected[property.Index], found[property.Name], $"{expected.Class.Name}.{property.Name}");
    }

    public static void Check(CimValue expected, CimValue found, string where)
    {
        if (expected.AsInstance is { } one)
        {
            Check(one, found.AsInstance!);
            return;
        }
        if (expected.AsArray is { } array)
        {
            Assert.Equal(array.Count, found.AsArray?.Count);
            for (var i = 0; i < array.Count; i++)
                Check(array.Elements[i], found.AsArray!.Elements[i], $"{where}[{i}]");
            return;
        }
        // A reference gains host and namespace.
        if (expected is { IsNull: false, Type: CimType.Reference })
            Assert.True(expected.AsReference!.Equals(found.AsReference), $"{where}: {expected} and {found}");
        else
            Assert.True(expected.Equals(found), $"{where}: {expected} and {found}");
    }

    private static void Check(CimMethod one, CimMethod other)
    {
        Assert.Equal(
            (one.Name, one.IsVoid ? default : one.ReturnType, one.IsVoid, one.IsStatic, one.Origin),
            (other.Name, other.IsVoid ? default : other.ReturnType, other.IsVoid, other.IsStatic, other.Origin));
        Check(one.Qualifiers, other.Qualifiers, one.Name);
        Assert.Equal(
            one.Parameters.Select(Facts), other.Parameters.Select(Facts));
        foreach (var (a, b) in one.Parameters.Zip(other.Parameters))
            Check(a.Parameter.Qualifiers, b.Parameter.Qualifiers, $"{one.Name}.{a.Parameter.Name}");
    }

    private static (string, CimType, bool, string?, bool, bool) Facts(CimMethodParameter place) =>
        (place.Parameter.Name, place.Parameter.Type, place.Parameter.IsArray, place.Parameter.ReferenceClass, place.IsIn, place.IsOut);

    private static void Check(IReadOnlyList<CimQualifier> one, IReadOnlyList<CimQualifier> other, string where) => Assert.Equal(
        one.Select(q => $"{where}: {q.Name} {q.Value} {q.Flavors}").Order(StringComparer.Ordinal),
        other.Select(q => $"{where}: {q.Name} {q.Value} {q.Flavors}").Order(StringComparer.Ordinal));
}
