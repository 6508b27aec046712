namespace Sekimori.Observations;

/// <summary>The observation. The names in lower case are the "type" of the JSON lines.</summary>
public enum ObservationKind : byte
{
    /// <summary>A connection was accepted.</summary>
    Connect,

    /// <summary>An interface was proposed in a bind or an alter_context: one observation for each presentation context.</summary>
    Bind,

    /// <summary>A call arrived whole, or as much of it as will ever come.</summary>
    Call,

    /// <summary>A call ended in a fault.</summary>
    Fault,

    /// <summary>A bind was rejected as a whole (bind_nak).</summary>
    Refusal,

    /// <summary>An answer of an endpoint mapper with the address of an interface.</summary>
    Mapping,

    /// <summary>An answer to a DCOM activation with the address of an object.</summary>
    Activation,

    /// <summary>Someone authenticated, or tried to.</summary>
    Logon,

    /// <summary>A WS-Management request.</summary>
    Request,

    /// <summary>Something that no well-behaved peer sends; <see cref="Fact.Anomaly"/> says what.</summary>
    Anomaly,

    /// <summary>A setting of the server was changed.</summary>
    Change,

    /// <summary>A file on a share of the system was opened to be written, made or renamed; <see cref="Fact.UncPath"/> says which.</summary>
    File,

    /// <summary>A session of the gateway was opened, refused or ended; <see cref="Fact.Name"/> says which.</summary>
    Session,
}
