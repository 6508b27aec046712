namespace Sekimori.Dcom.Automation;

/// <summary>The HRESULTs of automation ([MS-OAUT] 3.1.4.3, 3.1.4.4) and the DISPIDs that are reserved (2.2.32.1).</summary>
internal static class DispatchStatus
{
    /// <summary>DISPID_VALUE: the default member.</summary>
    public const int Value = 0;

    /// <summary>DISPID_UNKNOWN: no member of that name.</summary>
    public const int Unknown = -1;

    /// <summary>DISPID_PROPERTYPUT: the argument that is assigned.</summary>
    public const int PropertyPut = -3;

    /// <summary>DISPID_NEWENUM: makes an enumerator.</summary>
    public const int NewEnum = -4;

    /// <summary>DISP_E_UNKNOWNINTERFACE.</summary>
    public const uint UnknownInterface = 0x80020001;

    /// <summary>DISP_E_MEMBERNOTFOUND.</summary>
    public const uint MemberNotFound = 0x80020003;

    /// <summary>DISP_E_PARAMNOTFOUND.</summary>
    public const uint ParameterNotFound = 0x80020004;

    /// <summary>DISP_E_TYPEMISMATCH.</summary>
    public const uint TypeMismatch = 0x80020005;

    /// <summary>DISP_E_UNKNOWNNAME.</summary>
    public const uint UnknownName = 0x80020006;

    /// <summary>DISP_E_EXCEPTION.</summary>
    public const uint Exception = 0x80020009;

    /// <summary>The name of a status and its meaning; the number for another one.</summary>
    public static string TextOf(uint status) => status switch
    {
        UnknownInterface => "DISP_E_UNKNOWNINTERFACE",
        MemberNotFound => "DISP_E_MEMBERNOTFOUND: no such member, or it cannot be used so",
        ParameterNotFound => "DISP_E_PARAMNOTFOUND: no such parameter",
        TypeMismatch => "DISP_E_TYPEMISMATCH: an argument has another type",
        UnknownName => "DISP_E_UNKNOWNNAME: no member of that name",
        0x80020007 => "DISP_E_NONAMEDARGS: no named arguments here",
        0x80020008 => "DISP_E_BADVARTYPE: an argument of no valid type",
        Exception => "DISP_E_EXCEPTION: the server raised an exception",
        0x8002000a => "DISP_E_OVERFLOW: an argument is too large",
        0x8002000b => "DISP_E_BADINDEX: no such index",
        0x8002000e => "DISP_E_BADPARAMCOUNT: more or fewer arguments than there are parameters",
        0x8002000f => "DISP_E_PARAMNOTOPTIONAL: an argument is missing",
        _ => $"HRESULT 0x{status:x8}",
    };
}
