using System.Runtime.InteropServices;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Robust;

/// <content>
/// Its limits. Rows are about 400 bytes, and bounded like open enumerations. A reply that is dropped leaves its row: a client that repeats
/// the request learns so, and nothing is executed twice.
/// </content>
internal sealed partial class OperationTable
{
    /// <summary>
    /// Bytes of replies of one caller: 32 of the default's largest, which is a reply for each of 32 connections at a time.
    /// </summary>
    internal const long MaxBytesOfAccount = 16 * 1024 * 1024;

    /// <summary>Bytes of all replies: what four such callers may hold, and a small part of a small server's memory.</summary>
    internal const long MaxBytes = 64 * 1024 * 1024;

    private readonly Dictionary<CallerIdentity, (int Rows, long Bytes)> _owners = [];
    private long _bytes;

    /// <exception cref="WsManFaultException">So many operations run at a time that there is no room for another.</exception>
    private void MakeRoom(CallerIdentity owner, WsManSettings settings)
    {
        if (_owners.GetValueOrDefault(owner).Rows >= settings.MaxConcurrentOperationsPerUser && !ForgetOldest(owner))
            throw new WsManFaultException(
                Fault.Quota(
                $"Limit reached: the account has {settings.MaxConcurrentOperationsPerUser} open operations " +
                $"(MaxConcurrentOperationsPerUser).", WsManErrors.QuotaMaxOperations));
        if (_operations.Count >= settings.MaxEnumerations && !ForgetOldest(null))
            throw new WsManFaultException(
                Fault.Quota($"Limit reached: the service has {settings.MaxEnumerations} open operations.", WsManErrors.QuotaMaxOperations));
    }

    // Of one caller, or of all.
    private bool ForgetOldest(CallerIdentity? owner)
    {
        foreach (var operation in _over)
        {
            if (operation.Waiting > 0 || (owner is not null && operation.Key.Owner != owner)) continue;
            Forget(operation);
            return true;
        }
        return false;
    }

    private bool FitIn(CallerIdentity owner, int size)
    {
        if (size > MaxBytesOfAccount) return false;
        while (_owners.GetValueOrDefault(owner).Bytes + size > MaxBytesOfAccount)
        {
            if (!DropOldest(owner)) return false;
        }
        while (_bytes + size > MaxBytes)
        {
            if (!DropOldest(null)) return false;
        }
        return true;
    }

    private bool DropOldest(CallerIdentity? owner)
    {
        foreach (var operation in _over)
        {
            if (operation.Reply is null || operation.Waiting > 0 || (owner is not null && operation.Key.Owner != owner)) continue;
            DropReply(operation);
            return true;
        }
        return false;
    }

    private void DropReply(RobustOperation operation)
    {
        if (operation.Reply is not { } reply) return;
        operation.Reply = null;
        Count(operation.Key.Owner, 0, -reply.Size);
        reply.Dispose();
    }

    private void Count(CallerIdentity owner, int rows, int bytes)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_owners, owner, out _);
        held = (held.Rows + rows, held.Bytes + bytes);
        _bytes += bytes;
        if (held.Rows == 0) _owners.Remove(owner);
    }
}
