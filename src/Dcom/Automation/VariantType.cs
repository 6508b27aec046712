namespace Sekimori.Dcom.Automation;

/// <summary>
/// VARENUM ([MS-OAUT] 2.2.7): the type of a <see cref="Variant"/>. An array has <see cref="Array"/> beside the type of its elements, an
/// argument that the server may change has <see cref="ByReference"/>.
/// </summary>
[Flags]
public enum VariantType : ushort
{
    /// <summary>VT_EMPTY: no value.</summary>
    Empty = 0,

    /// <summary>VT_NULL: the value null of a database.</summary>
    Null = 1,

    /// <summary>VT_I2.</summary>
    I2 = 2,

    /// <summary>VT_I4.</summary>
    I4 = 3,

    /// <summary>VT_R4.</summary>
    R4 = 4,

    /// <summary>VT_R8.</summary>
    R8 = 5,

    /// <summary>VT_CY: money, with four decimal places.</summary>
    Currency = 6,

    /// <summary>VT_DATE: days since 30 December 1899.</summary>
    Date = 7,

    /// <summary>VT_BSTR.</summary>
    Bstr = 8,

    /// <summary>VT_DISPATCH: an object with IDispatch.</summary>
    Dispatch = 9,

    /// <summary>VT_ERROR: an HRESULT.</summary>
    Error = 10,

    /// <summary>VT_BOOL.</summary>
    Bool = 11,

    /// <summary>VT_VARIANT: an element of an array, or behind <see cref="ByReference"/>.</summary>
    Variant = 12,

    /// <summary>VT_UNKNOWN: an object.</summary>
    Unknown = 13,

    /// <summary>VT_DECIMAL.</summary>
    Decimal = 14,

    /// <summary>VT_I1.</summary>
    I1 = 16,

    /// <summary>VT_UI1.</summary>
    UI1 = 17,

    /// <summary>VT_UI2.</summary>
    UI2 = 18,

    /// <summary>VT_UI4.</summary>
    UI4 = 19,

    /// <summary>VT_I8.</summary>
    I8 = 20,

    /// <summary>VT_UI8.</summary>
    UI8 = 21,

    /// <summary>VT_INT: 4 bytes.</summary>
    Int = 22,

    /// <summary>VT_UINT: 4 bytes.</summary>
    UInt = 23,

    /// <summary>VT_RECORD: a structure of a type library.</summary>
    Record = 36,

    /// <summary>VT_ARRAY.</summary>
    Array = 0x2000,

    /// <summary>VT_BYREF.</summary>
    ByReference = 0x4000,
}
