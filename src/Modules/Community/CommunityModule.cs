using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Community;

public sealed class CommunityModule : IModule
{
    public string Name => "community";

    public IReadOnlyList<Claim> Claims => Community.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSettings(CommunitySettings.All);
        services.AddNews<RatingChanged>();
        services.AddNews<ReviewChanged>();
        services.AddNews<ReviewReplied>();
        services.AddNews<QuestionAsked>();
        services.AddNews<QuestionAnswered>();
        services.AddNews<QuestionRemoved>();
        services.AddNews<MessageSent>();
        services.AddSingleton<Attachments>();
        services.AddSingleton<Correspondence>();
        services.AddSingleton<Talkers>();
        services.AddJob<RemindUnread>();
        services.AddJob<SweepAttachments>();
        services.AddSingleton<IRatings, Ratings>();
        services.AddReaction<OnReviewPosted>();
        services.AddReaction<OnQuestionAsked>();
        services.AddReaction<OnQuestionAnswered>();
        services.AddReaction<OnAccountClosed>();
        services.AddCopy<RatingCopy>();
        services.AddCopy<StoreRatingCopy>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        ListReviews.Map(api);
        PostReview.Map(api);
        GetMyReview.Map(api);
        PutReview.Map(api);
        RemoveReview.Map(api);
        VoteHelpful.Map(api);
        TakeBackHelpful.Map(api);
        ListStoreReviews.Map(api);
        ReplyToReview.Map(api);
        RemoveReply.Map(api);
        ListQuestions.Map(api);
        AskQuestion.Map(api);
        RemoveQuestion.Map(api);
        AnswerQuestion.Map(api);
        ListStoreQuestions.Map(api);
        ListMessages.Map(api);
        SendMessage.Map(api);
        AddAttachment.Map(api);
        GetAttachment.Map(api);
        ReadMessages.Map(api);
        ReportMessage.Map(api);
        FollowConversation.Map(api);
        ListConversations.Map(api);
        ListStoreMessages.Map(api);
        SendStoreMessage.Map(api);
        AddStoreAttachment.Map(api);
        GetStoreAttachment.Map(api);
        ReadStoreMessages.Map(api);
        ReportStoreMessage.Map(api);
    }
}
