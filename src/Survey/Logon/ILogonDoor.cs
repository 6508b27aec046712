namespace Sekimori.Survey.Logon;

/// <summary>One of the two protocols with a logon: WS-Management, or WMI over DCOM. Every call only reads.</summary>
internal interface ILogonDoor : IAsyncDisposable
{
    /// <summary>How facts name it: "5985/http", "135/wmi".</summary>
    string Name { get; }

    /// <summary>Logs on.</summary>
    /// <exception cref="LogonDoorException">It failed; <see cref="LogonDoorException.Outcome"/> says how far it came.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs a query in root/cimv2.</summary>
    /// <param name="wql">The query.</param>
    /// <param name="most">Rows that are read at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogonDoorException">It failed.</exception>
    Task<IReadOnlyList<DoorRow>> QueryAsync(string wql, int most, CancellationToken cancellationToken);

    /// <summary>Calls a static method that reads.</summary>
    /// <param name="space">The namespace with slashes.</param>
    /// <param name="className">The class.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogonDoorException">It failed.</exception>
    Task<DoorRow> InvokeAsync(string space, string className, string method,
        IReadOnlyList<KeyValuePair<string, string?>> arguments, CancellationToken cancellationToken);
}
