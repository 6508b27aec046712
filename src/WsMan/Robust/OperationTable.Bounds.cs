using System.Runtime.InteropServices;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Robust;

/// <content>
/// What it may hold. Rows are some 400 bytes, and bounded as open enumerations are. A reply that has to give way leaves its row: who asks after it is told so, and nothing is done twice.
/// </content>
internal sealed partial class OperationTable
{
    /// <summary>Bytes of replies of one account: 32 of the default's largest, which is a reply for each of 32 connections at a time.</summary>
    internal const long MaxBytesOfAccount = 16 * 1024 * 1024;

    /// <summary>Bytes of all replies: what four such accounts may hold, and a small part of a small server's memory.</summary>
    internal const long MaxBytes = 64 * 1024 * 1024;

    private readonly Dictionary<string, (int Rows, long Bytes)> _accounts = [];
    private long _bytes;

    /// <exception cref="WsManFaultException">So many operations run at a time that there is no room for another.</exception>
    private void MakeRoom(string account, WsManSettings settings)
    {
        if (_accounts.GetValueOrDefault(account).Rows >= settings.MaxConcurrentOperationsPerUser && !ForgetOldest(account))
            throw new WsManFaultException(Fault.Quota($"The account has {settings.MaxConcurrentOperationsPerUser} operations open (MaxConcurrentOperationsPerUser).", WsManErrors.QuotaMaxOperations));
        if (_operations.Count >= settings.MaxEnumerations && !ForgetOldest(null))
            throw new WsManFaultException(Fault.Quota($"The service has {settings.MaxEnumerations} operations open.", WsManErrors.QuotaMaxOperations));
    }

    // Of one account, or of all.
    private bool ForgetOldest(string? account)
    {
        foreach (var operation in _over)
        {
            if (operation.Waiting > 0 || (account is not null && operation.Key.Account != account)) continue;
            Forget(operation);
            return true;
        }
        return false;
    }

    private bool FitIn(string account, int size)
    {
        if (size > MaxBytesOfAccount) return false;
        while (_accounts.GetValueOrDefault(account).Bytes + size > MaxBytesOfAccount)
        {
            if (!DropOldest(account)) return false;
        }
        while (_bytes + size > MaxBytes)
        {
            if (!DropOldest(null)) return false;
        }
        return true;
    }

    private bool DropOldest(string? account)
    {
        foreach (var operation in _over)
        {
            if (operation.Reply is null || operation.Waiting > 0 || (account is not null && operation.Key.Account != account)) continue;
            DropReply(operation);
            return true;
        }
        return false;
    }

    private void DropReply(RobustOperation operation)
    {
        if (operation.Reply is not { } reply) return;
        operation.Reply = null;
        Count(operation.Key.Account, 0, -reply.Size);
        reply.Dispose();
    }

    private void Count(string account, int rows, int bytes)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, account, out _);
        held = (held.Rows + rows, held.Bytes + bytes);
        _bytes += bytes;
        if (held.Rows == 0) _accounts.Remove(account);
    }
}
