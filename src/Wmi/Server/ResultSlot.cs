namespace Sekimori.Wmi.Server;

/// <summary>When an operation fills the place for IWbemCallResult.</summary>
internal enum ResultSlot
{
    /// <summary>If it goes on after its call.</summary>
    Immediate,

    /// <summary>Also where it has ended well, if the caller has a place for it.</summary>
    Also,
}
