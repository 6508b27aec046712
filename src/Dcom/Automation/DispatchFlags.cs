namespace Sekimori.Dcom.Automation;

/// <summary>dwFlags of IDispatch::Invoke ([MS-OAUT] 3.1.4.4).</summary>
[Flags]
internal enum DispatchFlags : uint
{
    /// <summary>DISPATCH_METHOD.</summary>
    Method = 1,

    /// <summary>DISPATCH_PROPERTYGET. Script hosts send it together with <see cref="Method"/>.</summary>
    PropertyGet = 2,

    /// <summary>DISPATCH_PROPERTYPUT.</summary>
    PropertyPut = 4,

    /// <summary>DISPATCH_PROPERTYPUTREF: an object is assigned itself, not its value.</summary>
    PropertyPutReference = 8,

    /// <summary>DISPATCH_zeroVarResult: the client does not want the result.</summary>
    NoResult = 0x20000,
}
