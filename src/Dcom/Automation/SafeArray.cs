using System.Collections;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>SAFEARRAY ([MS-OAUT] 2.2.30): an array of one or more dimensions.</summary>
public sealed class SafeArray
{
    /// <summary>Makes an array.</summary>
    /// <param name="elementType">The type of its elements.</param>
    /// <param name="values">
    /// The elements, of the C# type that the type has in a <see cref="Variant"/>: those of several dimensions one after the other, the
    /// first index fastest.
    /// </param>
    /// <param name="bounds">The dimensions; none for one that begins at 0.</param>
    /// <exception cref="ArgumentException">The values are of another type, or there are more or fewer than the dimensions say.</exception>
    public SafeArray(VariantType elementType, Array values, params IReadOnlyList<SafeArrayBound> bounds)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(bounds);
        if (SafeArrayShape.ElementOf(elementType) is not { } element || !element.IsAssignableFrom(values.GetType().GetElementType()!))
            throw new ArgumentException($"{values.GetType().Name} is no array of {elementType}.", nameof(values));
        if (values.Rank != 1) throw new ArgumentException("The values are not in one sequence.", nameof(values));
        if (bounds.Count > AutomationLimits.MostDimensions)
            throw new ArgumentException($"more than {AutomationLimits.MostDimensions} dimensions", nameof(bounds));
        Bounds = bounds.Count == 0 ? [new(values.Length, 0)] : bounds;
        if (SafeArrayShape.CountOf(Bounds) != values.Length)
            throw new ArgumentException($"{values.Length} values, but not so many places.", nameof(values));
        (ElementType, Values) = (elementType, values);
    }

    /// <summary>The type of the elements.</summary>
    public VariantType ElementType { get; }

    /// <summary>The elements, those of several dimensions one after the other.</summary>
    public IList Values { get; }

    /// <summary>The dimensions, that of the first index first.</summary>
    public IReadOnlyList<SafeArrayBound> Bounds { get; }

    /// <summary>An array of one dimension.</summary>
    /// <typeparam name="T">A number, <see cref="bool"/>, <see cref="string"/> or <see cref="Variant"/>.</typeparam>
    /// <param name="values">The elements.</param>
    /// <exception cref="ArgumentException">No type of automation is this one.</exception>
    public static SafeArray Of<T>(params T[] values) => new(default(T) switch
    {
        sbyte => VariantType.I1,
        byte => VariantType.UI1,
        short => VariantType.I2,
        ushort => VariantType.UI2,
        int => VariantType.I4,
        uint => VariantType.UI4,
        long => VariantType.I8,
        ulong => VariantType.UI8,
        float => VariantType.R4,
        double => VariantType.R8,
        bool => VariantType.Bool,
        _ when typeof(T) == typeof(string) => VariantType.Bstr,
        _ when typeof(T) == typeof(Variant) => VariantType.Variant,
        _ when typeof(T) == typeof(InterfacePointer) => VariantType.Dispatch,
        _ => VariantType.Empty,
    }, values);

    /// <summary>How many there are, and of what.</summary>
    public override string ToString() => $"{ElementType}[{string.Join(", ", Bounds.Select(bound => bound.Count))}]";
}
