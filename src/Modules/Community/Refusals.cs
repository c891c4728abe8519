namespace Feria.Community;

/// <summary>Every "no" the community can say.</summary>
public static class Refusals
{
    public static readonly Refusal PictureUnknown =
        new(422, "picture_unknown", "A picture was not sent here, or too long ago. Send it first.");
    public static readonly Refusal RatingOutOfRange =
        new(400, "rating_out_of_range", "Ratings go from 1 to 5 stars.") { Field = "rating" };

    public static readonly Refusal OrderUnknown =
        new(400, "review_order_unknown", "Reviews are listed newest or helpful first.") { Field = "sort" };

    public static readonly Refusal NotDelivered = new(409, "review_not_delivered",
        "Only what was delivered to you can be reviewed.");

    public static readonly Refusal AlreadyReviewed = new(409, "review_exists",
        "You reviewed this already. Change the review you wrote.");

    public static readonly Refusal OwnStore = new(409, "review_of_own_store",
        "Who works in a store does not review what it sells.");

    public static readonly Refusal ReviewNotFound = new(404, "review_not_found", "There is no such review.");

    public static readonly Refusal ReviewChanged = new(409, "review_changed_meanwhile",
        "The review was changed since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal ProductNotFound = new(404, "product_not_found", "There is no such product.");

    public static readonly Refusal NobodySells = new(409, "question_nobody_sells",
        "No store sells this now, so nobody could answer.");

    public static readonly Refusal QuestionNotFound = new(404, "question_not_found", "There is no such question.");

    public static readonly Refusal QuestionOfOthers = new(409, "question_of_others",
        "Only stores that sell it answer.");

    public static readonly Refusal AnswerChanged = new(409, "answer_changed_meanwhile",
        "Somebody of the store answered since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal OrderNotFound = new(404, "order_not_found", "You have no such order.");

    public static readonly Refusal MessageNotFound = new(404, "message_not_found",
        "The other side wrote no such message.");

    public static readonly Refusal ConversationFull = new(409, "conversation_full",
        "This conversation is as long as one may be.");

    public static readonly Refusal MessageEmpty = new Refusal(422, "message_empty",
        "Write something, or attach a file.").At("text");

    public static readonly Refusal AttachmentUnknown = new Refusal(422, "attachment_unknown",
        "One of these files was not sent for this message, or too long ago. Send it again.").At("attachments");

    public static readonly Refusal AttachmentKind = new(422, "attachment_kind_unknown",
        "Send a picture as JPEG, PNG or WebP, or a PDF file.");

    public static readonly Refusal AttachmentTooLarge = new(413, "attachment_too_large",
        "A picture has at most 10 MB, a PDF file at most 5 MB.");

    public static readonly Refusal AttachmentsFull = new(409, "attachments_full",
        "This conversation has as many files as one may have.");

    public static readonly Refusal AttachmentNotFound = new(404, "attachment_not_found",
        "There is no such file in this conversation.");

    public static readonly Refusal ReviewYours = new(409, "review_is_yours",
        "Others say whether your review is helpful.");

    public static readonly Refusal ReviewsOff = new(403, "reviews_off", "No reviews are taken right now.");

    public static readonly Refusal QuestionsOff = new(403, "questions_off", "No questions are taken right now.");

    public static readonly Refusal TooManyPictures = new Refusal(422, "too_many_pictures",
        "A review has fewer pictures than that.").At("pictures");
}
