using System.Globalization;
using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>
/// VARIANT ([MS-OAUT] 2.2.29): a value with its type. Numbers, texts and truth values are variants by themselves where one is expected.
/// </summary>
public sealed class Variant : INdrType<Variant>
{
    // DISP_E_PARAMNOTFOUND.
    private const uint NotGiven = 0x80020004;

    internal Variant(VariantType type, object? value) => (Type, Value) = (type, value);

    /// <summary>No value.</summary>
    public static Variant Empty { get; } = new(VariantType.Empty, null);

    /// <summary>The value null of a database, which is not the absence of an object.</summary>
    public static Variant Null { get; } = new(VariantType.Null, null);

    /// <summary>The mark of an optional argument that is not given ([MS-OAUT] 3.1.4.4.3).</summary>
    public static Variant Missing { get; } = new(VariantType.Error, NotGiven);

    /// <summary>The type.</summary>
    public VariantType Type { get; }

    /// <summary>
    /// The value, of the C# type that the type has: numbers, <see cref="string"/>, <see cref="bool"/>, <see cref="double"/> for a date,
    /// <see cref="decimal"/> for money, <see cref="uint"/> for an HRESULT, <see cref="SafeArray"/>, <see cref="InterfacePointer"/>, a
    /// <see cref="Variant"/> behind a reference. A structure cannot be read here. Null for none, for null and for no object.
    /// </summary>
    public object? Value { get; }

    /// <summary>True if the server may change it.</summary>
    public bool IsByReference => (Type & VariantType.ByReference) != 0;

    /// <summary>True for an object; <see cref="AsObject"/> may be null all the same.</summary>
    public bool IsObject => (Type & ~VariantType.ByReference) is VariantType.Dispatch or VariantType.Unknown;

    /// <summary>The object, or null.</summary>
    public InterfacePointer? AsObject => Value as InterfacePointer;

    /// <summary>The text of a BSTR, or null.</summary>
    public string? AsText => Value as string;

    /// <summary>The time of a date; null for another type, and for a date that a calendar does not have.</summary>
    public DateTime? AsDate => (Type & ~VariantType.ByReference) == VariantType.Date && Value is double days
        && days is > -657_435 and < 2_958_466 ? DateTime.FromOADate(days) : null;

    /// <summary>A text.</summary>
    public static implicit operator Variant(string? value) => new(VariantType.Bstr, value);

    /// <summary>An integer.</summary>
    public static implicit operator Variant(int value) => new(VariantType.I4, value);

    /// <summary>A small integer.</summary>
    public static implicit operator Variant(short value) => new(VariantType.I2, value);

    /// <summary>A large integer.</summary>
    public static implicit operator Variant(long value) => new(VariantType.I8, value);

    /// <summary>A number.</summary>
    public static implicit operator Variant(double value) => new(VariantType.R8, value);

    /// <summary>A truth value.</summary>
    public static implicit operator Variant(bool value) => new(VariantType.Bool, value);

    /// <summary>A point in time.</summary>
    public static implicit operator Variant(DateTime value) => new(VariantType.Date, value.ToOADate());

    /// <summary>An array.</summary>
    public static implicit operator Variant(SafeArray value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(VariantType.Array | value.ElementType, value);
    }

    /// <summary>A value of a type that C# does not tell by itself, as <see cref="VariantType.Currency"/> or <see cref="VariantType.UI1"/>.
    /// </summary>
    /// <param name="type">The type, without <see cref="VariantType.ByReference"/>.</param>
    /// <param name="value">The value: what <see cref="Value"/> says, or what converts to it.</param>
    /// <exception cref="ArgumentException">The value is not one of the type.</exception>
    public static Variant Of(VariantType type, object? value) => new(type, VariantValue.Convert(type, value));

    /// <summary>An argument that the server may change.</summary>
    /// <param name="value">What is in it before.</param>
    /// <exception cref="ArgumentException">There is no reference to nothing: give <see cref="OfAny"/> an empty variant.</exception>
    public static Variant ByReference(Variant value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Type is VariantType.Empty or VariantType.Null || value.IsByReference)
            throw new ArgumentException($"There is no reference to {value.Type}.", nameof(value));
        return new(value.Type | VariantType.ByReference, value.Value);
    }

    /// <summary>An argument into which the server may put a value of any type.</summary>
    /// <param name="value">What is in it before.</param>
    public static Variant OfAny(Variant value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(VariantType.Variant | VariantType.ByReference, value);
    }

    /// <inheritdoc/>
    public static Variant ReadNdr(ref NdrReader reader) => VariantCodec.Read(ref reader);

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, Variant value)
    {
        ArgumentNullException.ThrowIfNull(value);
        VariantCodec.Write(ref writer, value);
    }

    /// <summary>The value as a person reads it.</summary>
    public override string ToString() => Value switch
    {
        null => Type is VariantType.Empty or VariantType.Bstr ? "" : Type.ToString(),
        uint status when (Type & ~VariantType.ByReference) == VariantType.Error => $"0x{status:x8}",
        double when AsDate is { } date => date.ToString("s", CultureInfo.InvariantCulture),
        InterfacePointer => "object",
        _ => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "",
    };
}
