using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Wql;

/// <summary>What a query is about, for those who send one.</summary>
internal static class WqlTarget
{
    /// <summary>The class that a SELECT names; null for another query, or one that is not well formed.</summary>
    /// <param name="wql">The query.</param>
    public static string? ClassOf(string wql)
    {
        try
        {
            return (WqlParser.Parse(wql, new CimLimits()) as WqlQuery.Select)?.ClassName;
        }
        catch (WqlException)
        {
            return null;
        }
    }
}
