namespace Sekimori.Guard.Connect;

/// <summary>The verdict on a new connection before its first byte is read.</summary>
internal enum ConnectVerdict
{
    /// <summary>It may continue.</summary>
    Admitted,

    /// <summary>Its address is in no block of the allow list: closed immediately.</summary>
    AddressNotAllowed,
}
