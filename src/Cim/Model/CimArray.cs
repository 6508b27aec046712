namespace Sekimori.Cim.Model;

/// <summary>The value of an array property: elements of one type. An element may be null.</summary>
public sealed class CimArray
{
    private readonly CimValue[] _elements;

    /// <summary>Makes an array.</summary>
    /// <param name="type">The type of every element.</param>
    /// <param name="elements">The elements; the array keeps them.</param>
    /// <exception cref="CimException">An element is of another type (<see cref="CimStatus.TypeMismatch"/>).</exception>
    public CimArray(CimType type, params CimValue[] elements)
    {
        foreach (var element in elements)
            if (!element.IsNull && (element.IsArray || element.Type != type))
                throw new CimException(CimStatus.TypeMismatch, $"An array of {type} contains an element of type {element.Type}.");
        (Type, _elements) = (type, elements);
    }

    /// <summary>The type of every element.</summary>
    public CimType Type { get; }

    /// <summary>The elements.</summary>
    public ReadOnlySpan<CimValue> Elements => _elements;

    /// <summary>How many elements there are.</summary>
    public int Count => _elements.Length;

    /// <summary>An array of strings.</summary>
    /// <param name="values">The strings; null gives null.</param>
    /// <returns>The array.</returns>
    public static CimArray? Of(IReadOnlyCollection<string>? values) => Of(CimType.String, values, static v => v);

    /// <summary>An array of any type.</summary>
    /// <typeparam name="T">The CLR type of an element.</typeparam>
    /// <param name="type">The CIM type of an element.</param>
    /// <param name="values">The elements; null gives null.</param>
    /// <param name="convert">Makes a value of an element.</param>
    /// <returns>The array.</returns>
    public static CimArray? Of<T>(CimType type, IReadOnlyCollection<T>? values, Func<T, CimValue> convert)
    {
        if (values is null)
            return null;
        var elements = new CimValue[values.Count];
        var i = 0;
        foreach (var value in values)
            elements[i++] = convert(value);
        return new CimArray(type, elements);
    }

    /// <summary>The elements as a CLR array.</summary>
    /// <typeparam name="T">The CLR type of an element.</typeparam>
    /// <param name="convert">Makes an element of a value.</param>
    /// <returns>The array.</returns>
    public T[] ToArray<T>(Func<CimValue, T> convert) => Array.ConvertAll(_elements, new Converter<CimValue, T>(convert));
}
