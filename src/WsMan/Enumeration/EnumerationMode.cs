namespace Sekimori.WsMan.Enumeration;

/// <summary>What an enumeration gives of each item ([DSP0226] 8.7).</summary>
internal enum EnumerationMode : byte
{
    /// <summary>The object.</summary>
    Object,

    /// <summary>Its endpoint reference: EnumerateEPR.</summary>
    Reference,

    /// <summary>Both, in a w:Item: EnumerateObjectAndEPR.</summary>
    ObjectAndReference,
}
