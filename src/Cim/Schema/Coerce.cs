using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Brings a value that a client gave, often as text, to the type that the schema wants.</summary>
internal static class Coerce
{
    public static bool TryScalar(CimType type, CimValue value, out CimValue typed)
    {
        typed = value;
        if (value.IsNull || value.IsArray)
            return false;
        if (value.Type == type)
            return true;
        if (type == CimType.Object)
            return false;
        return CimValue.TryParse(type, value.ToString(), out typed);
    }

    public static bool TryArray(CimType type, CimValue value, out CimValue typed)
    {
        typed = value;
        if (value.IsNull)
            return false;
        // A client whose array has one element often cannot distinguish it from a scalar.
        if (value.AsArray is not { } array)
        {
            if (!TryScalar(type, value, out var lone))
                return false;
            typed = new CimArray(type, lone);
            return true;
        }
        if (array.Type == type)
            return true;
        var elements = new CimValue[array.Count];
        for (var i = 0; i < elements.Length; i++)
            if (!array.Elements[i].IsNull && !TryScalar(type, array.Elements[i], out elements[i]))
                return false;
        typed = new CimArray(type, elements);
        return true;
    }
}
