namespace Sekimori.Guard;

/// <summary>What an account may do. Each role includes those before it.</summary>
public enum Role
{
    /// <summary>Authenticated or anonymous, with no rights except to what is public.</summary>
    None,

    /// <summary>May read objects.</summary>
    Reader,

    /// <summary>May also invoke methods and open shells.</summary>
    Operator,

    /// <summary>May also change settings.</summary>
    Administrator,
}
