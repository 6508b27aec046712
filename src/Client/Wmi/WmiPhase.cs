namespace Sekimori.Client.Wmi;

/// <summary>Where an operation is: one error means different things in different places.</summary>
internal enum WmiPhase
{
    /// <summary>The mapper's port: logon and activation.</summary>
    Activation,

    /// <summary>The port of the objects: connection and logon.</summary>
    Exporter,

    /// <summary>IWbemLevel1Login.</summary>
    Login,

    /// <summary>Everything afterwards.</summary>
    Operation,
}
