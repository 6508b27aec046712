namespace Sekimori.WsMan.Faults;

/// <summary>What is wrong with an envelope that cannot be read, as far as whoever watches wants to know.</summary>
internal enum EnvelopeDefect : byte
{
    /// <summary>Nothing of this kind.</summary>
    None,

    /// <summary>It is not well-formed, or no XML at all.</summary>
    Malformed,

    /// <summary>It declares a document type or an entity.</summary>
    DocumentType,

    /// <summary>Elements are nested too deep.</summary>
    DeepNesting,

    /// <summary>It is the filler that relays send, <c>&lt;xml&gt;&lt;/xml&gt;</c>.</summary>
    Filler,
}
