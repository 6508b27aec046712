namespace Sekimori.Ndr;

/// <summary>The transfer syntaxes that a presentation context can agree on.</summary>
public enum NdrSyntax
{
    /// <summary>NDR 2.0, 8a885d04-1ceb-11c9-9fe8-08002b104860 v2.0 ([C706] chapter 14).</summary>
    Ndr20,

    /// <summary>NDR64, 71710533-beba-4937-8319-b5dbef9ccc36 v1.0 ([MS-RPCE] 2.2.5).</summary>
    Ndr64,
}
